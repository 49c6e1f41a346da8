import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as accountsContract from '#server/accounts/contract.ts';
import { createRecordByProduct } from '#server/activity/index.ts';
import { safeguardsOf } from '#server/app/safeguards.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import {
  changeCampaign,
  createCampaign,
  getCampaign,
  resumeCampaign,
  scheduleCampaign,
  sendCampaign,
} from '#server/campaigns/contract.ts';
import { campaignJobs } from '#server/campaigns/index.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { sentCampaign } from '#testing/sent-campaign.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import { until } from '#testing/until.ts';
import * as contract from './contract.ts';

const app = await startTestApp();
const { database } = app.services;
let operator: ApiClient;
before(async () => {
  operator = app.visitor();
  await setUpInstall(operator);
  await enrolAuthenticator(operator);
});

const reason = 'Complaints about bought lists.';
const suspend = (id: string) => operator.call(contract.suspendAccount, { params: { id }, body: { reason } });

describe('the operator’s list of accounts', () => {
  it('is searched by name and person, filtered by state, and read page by page', async () => {
    const name = `Lighthouse ${newId()}`;
    const { client, accountId } = await app.newAccount();
    await client.call(accountsContract.changeAccount, { body: { name } });
    const find = async (query: object) =>
      (await operator.call(contract.listAccounts, { query })).items.map(({ id }) => id);
    assert.deepEqual(await find({ search: name.toUpperCase() }), [accountId]);
    assert.deepEqual(await find({ search: name, state: 'suspended' }), []);
    await suspend(accountId);
    assert.deepEqual(await find({ search: name, state: 'suspended' }), [accountId]);
    const first = await operator.call(contract.listAccounts, { query: { limit: 1 } });
    const second = await operator.call(contract.listAccounts, {
      query: { limit: 1, cursor: first.nextCursor! },
    });
    assert.ok(second.items[0]!.id < first.items[0]!.id);
  });

  it('shows the people, the use and the notes of one, and nothing of what it writes to whom', async () => {
    const { client, accountId } = await app.newAccount();
    await client.call(createContact, { body: { email: 'secret-reader@people.example', listIds: [] } });
    const params = { id: accountId };
    const { id: noteId } = await operator.call(contract.writeOperatorNote, {
      params,
      body: { text: 'Asked for a higher cap.' },
    });
    const detail = await operator.call(contract.getOperatorsAccount, { params });
    assert.deepEqual([detail.contacts, detail.people.length, detail.people[0]!.role], [1, 1, 'owner']);
    assert.equal(detail.notes[0]!.text, 'Asked for a higher cap.');
    assert.doesNotMatch(JSON.stringify(detail), /secret-reader/);
    const seen = await database.inAccount(accountId, (tx) => tx.query(sql`select from accounts`));
    assert.equal(seen.length, 1);
    await assert.rejects(
      database.inAccount(accountId, (tx) => tx.query(sql`select from operator_notes`)),
      /permission denied/,
    );
    await operator.call(contract.removeOperatorNote, { params: { id: accountId, noteId } });
    assert.deepEqual((await operator.call(contract.getOperatorsAccount, { params })).notes, []);
  });
});

describe('a suspended account', () => {
  it('can be read and changes nothing, by session and by key; its people are told why', async () => {
    const { client, accountId, email } = await app.newAccount();
    await suspend(accountId);
    assert.equal((await client.call(accountsContract.getAccount)).suspendedReason, reason);
    const refused = (error: { code: string; message: string }) =>
      error.code === 'suspended' && error.message.includes(reason);
    await assert.rejects(client.call(createList, { body: { name: 'More' } }), refused);
    await assert.rejects(client.call(accountsContract.changeAccount, { body: { name: 'Other' } }), refused);
    assert.equal(await countSystemMails(app.services, email, 'account-suspended'), 1);
    await suspend(accountId);
    assert.equal(
      await countSystemMails(app.services, email, 'account-suspended'),
      1,
      'the same reason, once',
    );
    await operator.call(contract.suspendAccount, {
      params: { id: accountId },
      body: { reason: 'Another reason altogether.' },
    });
    assert.equal(await countSystemMails(app.services, email, 'account-suspended'), 2, 'another reason');
    await operator.call(contract.restoreAccount, { params: { id: accountId } });
    await client.call(createList, { body: { name: 'More' } });
    await assert.rejects(operator.call(contract.restoreAccount, { params: { id: accountId } }), {
      code: 'wrong_state',
    });
  });

  it('sends nothing more: what runs is paused, what is scheduled becomes a draft, nothing goes on', async () => {
    const { client, accountId } = await app.newAccount();
    const running = await readyCampaign(client);
    await client.call(sendCampaign, { params: { id: running.id }, body: { revision: running.revision } });
    const later = await readyCampaign(client);
    const editor = await app.newMember(accountId, 'editor');
    await editor.client.call(scheduleCampaign, {
      params: { id: later.id },
      body: { revision: later.revision, at: '2099-01-01T09:00', zone: 'UTC' },
    });
    await suspend(accountId);
    const read = (id: string) => client.call(getCampaign, { params: { id } });
    const [paused, draft] = [await read(running.id), await read(later.id)];
    assert.deepEqual([paused.state, draft.state], ['paused', 'draft']);
    assert.match(paused.notice!, /suspended/);
    assert.match(draft.notice!, /suspended/);
    const told = await lastSystemMail(
      app.services,
      `${editor.userId}@account.example`,
      'schedule-taken-back',
    );
    assert.match(told.campaigns, /1 January 2099.*because the account was suspended/);
    await assert.rejects(client.call(resumeCampaign, { params: { id: running.id } }), { code: 'suspended' });
    // Past the API as well: a job that comes due.
    await database.asSystem((tx) =>
      tx.execute(
        sql`update campaigns set state = 'scheduled', scheduled_at = now(), scheduled_zone = 'UTC' where id = ${later.id}`,
      ),
    );
    const jobs = campaignJobs({
      database,
      recordAct: createRecordByProduct(app.services.keys.activity),
      safeguards: safeguardsOf(app.services),
    });
    await jobs['campaigns.start-scheduled']!(
      { accountId, campaignId: later.id },
      { signal: new AbortController().signal },
    );
    assert.deepEqual(
      [(await read(later.id)).state, /suspended/.test((await read(later.id)).notice!)],
      ['draft', true],
    );
    await operator.call(contract.restoreAccount, { params: { id: accountId } });
    await client.call(resumeCampaign, { params: { id: running.id } });
    assert.deepEqual([(await read(running.id)).state, (await read(running.id)).notice], ['sending', null]);
  });

  it('has its links turned off where that is asked for, until it is restored', async () => {
    const { accountId } = await app.newAccount();
    const { sendId } = await sentCampaign(database, accountId, { count: 1 });
    const links = createLinkMaker({ baseUrl: app.url, keys: app.services.keys.links });
    const link = links.forMessage({ accountId, sendId, position: 1 }).tracked('https://shop.example/', 0);
    const answers = (status: number) =>
      until(
        `a link that answers ${status}`,
        async () => (await fetch(link, { redirect: 'manual' })).status === status,
      );
    const params = { id: accountId };
    await suspend(accountId);
    const body = { reason, stopLinks: true };
    assert.equal((await operator.call(contract.suspendAccount, { params, body })).linksStopped, true);
    await answers(410);
    assert.equal((await operator.call(contract.restoreAccount, { params })).linksStopped, false);
    await answers(302);
  });

  it('cannot win a race: whatever starts at the same moment is stopped', async () => {
    for (let round = 0; round < 10; round++) {
      const { client, accountId } = await app.newAccount();
      const { id, revision } = await readyCampaign(client);
      await Promise.allSettled([
        client.call(sendCampaign, { params: { id }, body: { revision } }),
        suspend(accountId),
      ]);
      const { sending } = await database.asSystem((tx) =>
        tx.one<{ sending: number }>(
          sql`select count(*) as sending from sends where account_id = ${accountId} and state in ('planning', 'sending')`,
        ),
      );
      assert.equal(sending, 0);
    }
  });
});

/** A campaign that could be sent now. */
async function readyCampaign(client: ApiClient): Promise<{ id: string; revision: number }> {
  const list = await client.call(createList, { body: { name: `Readers ${newId()}` } });
  await client.call(createContact, { body: { email: `${newId()}@people.example`, listIds: [list.id] } });
  const { id, revision } = await client.call(createCampaign, {
    body: { name: 'News', starter: 'newsletter', includeLists: [list.id] },
  });
  return await client.call(changeCampaign, {
    params: { id },
    body: { revision, subject: 'News', fromName: 'Ana', fromEmail: 'ana@account.example' },
  });
}
