import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApiKey } from '#server/accounts/contract.ts';
import { createRecordByProduct } from '#server/activity/index.ts';
import { safeguardsOf } from '#server/app/safeguards.ts';
import { createContact, createList, deleteList, listContacts } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { startTestApp } from '#testing/app.ts';
import { countSystemMails } from '#testing/system-mail.ts';
import { until } from '#testing/until.ts';
import * as contract from './contract.ts';
import { campaignJobs } from './jobs.ts';
import { startScheduled } from './schedule-campaign.ts';
import { markSent } from './steer-campaign.ts';

const app = await startTestApp();
const { database } = app.services;
const recordAct = createRecordByProduct(app.services.keys.activity);
const deps = { database, safeguards: safeguardsOf(app.services) };
const jobs = campaignJobs({ ...deps, recordAct });

/** An account with a list of so many people and a draft that could go out. */
async function readyToSend(people = 3) {
  const account = await app.newAccount();
  const { client } = account;
  const list = await client.call(createList, { body: { name: 'Readers' } });
  for (let i = 0; i < people; i++) {
    await client.call(createContact, { body: { email: `reader${i}@people.example`, listIds: [list.id] } });
  }
  const draft = await client.call(contract.createCampaign, {
    body: { name: 'Spring', starter: 'newsletter', includeLists: [list.id] },
  });
  return { ...account, list, draft };
}

const send = (client: ApiClient, { id, revision }: contract.Campaign) =>
  client.call(contract.sendCampaign, { params: { id }, body: { revision } });

describe('a draft', () => {
  it('begins with a starter and the account’s sender', async () => {
    const { draft } = await readyToSend(0);
    assert.equal(draft.state, 'draft');
    assert.equal(draft.content.kind, 'mjml');
    assert.notEqual(draft.fromEmail, '');
  });

  it('is not overwritten by a second tab', async () => {
    const { client, draft } = await readyToSend(0);
    const change = (name: string) =>
      client.call(contract.changeCampaign, {
        params: { id: draft.id },
        body: { revision: draft.revision, name },
      });
    await change('First tab');
    await assert.rejects(change('Second tab'), { code: 'conflict' });
    assert.equal((await client.call(contract.getCampaign, { params: { id: draft.id } })).name, 'First tab');
  });

  it('takes no list of a stranger', async () => {
    const { client, draft } = await readyToSend(0);
    const { list } = await readyToSend(0);
    const body = { revision: draft.revision, includeLists: [list.id] };
    await assert.rejects(client.call(contract.changeCampaign, { params: { id: draft.id }, body }), {
      code: 'not_found',
    });
  });

  it('can be duplicated with its lists, and deleted', async () => {
    const { client, draft, list } = await readyToSend(0);
    const copy = await client.call(contract.duplicateCampaign, { params: { id: draft.id } });
    assert.deepEqual(copy.includeLists, [list.id]);
    await client.call(contract.deleteCampaign, { params: { id: copy.id } });
    await assert.rejects(client.call(contract.getCampaign, { params: { id: copy.id } }), {
      code: 'not_found',
    });
  });

  it('shows nobody of the audience to an API key that may not read contacts', async () => {
    const { client, draft } = await readyToSend(1);
    const { items } = await client.call(listContacts);
    const made = await client.call(createApiKey, {
      body: { name: 'Editor', scopes: ['campaigns:write', 'campaigns:send'] },
    });
    const key = createClient(app.url, { apiKey: made.key });
    const content = { kind: 'plain', version: 1, source: 'Dear {{ contact.email }}' } as const;
    const body = { subject: 'For {{ contact.email }}', preheader: '', content };
    const preview = await key.call(contract.previewCampaign, { params: { id: draft.id }, body });
    assert.equal(preview.subject, 'For ana@example.com');
    const chosen = { contactId: items[0]!.id };
    await assert.rejects(
      key.call(contract.previewCampaign, { params: { id: draft.id }, body: { ...body, ...chosen } }),
      { code: 'out_of_scope' },
    );
    await assert.rejects(
      key.call(contract.testCampaign, {
        params: { id: draft.id },
        body: { to: ['me@people.example'], ...chosen },
      }),
      { code: 'out_of_scope' },
    );
  });

  it('is previewed by the renderer that sends, as a chosen contact', async () => {
    const { client, draft } = await readyToSend(1);
    const content = { kind: 'plain' as const, version: 1 as const, source: 'Dear {{ contact.email }}' };
    const body = { subject: 'For {{ contact.email }}', preheader: '', content };
    const preview = await client.call(contract.previewCampaign, { params: { id: draft.id }, body });
    assert.equal(preview.subject, 'For reader0@people.example');
    assert.match(preview.text, /Dear reader0@people\.example/);
    const broken = { ...body, content: { ...content, source: 'Dear\n{{ contact.' } };
    const { problems } = await client.call(contract.previewCampaign, {
      params: { id: draft.id },
      body: broken,
    });
    assert.equal(problems[0]?.line, 2);
  });
});

describe('the checklist', () => {
  it('blocks what must not go, each with its section', async () => {
    const { client } = await app.newAccount();
    const content = { kind: 'plain' as const, version: 1 as const, source: 'No way out' };
    const { id, revision } = await client.call(contract.createCampaign, { body: { name: 'Bad', content } });
    await client.call(contract.changeCampaign, {
      params: { id },
      body: { revision, fromEmail: 'two@at@signs.example' },
    });
    const { canSend, items } = await client.call(contract.getChecks, { params: { id } });
    assert.equal(canSend, false);
    const errors = items.filter((item) => item.severity === 'error').map((item) => item.section);
    assert.deepEqual([...new Set(errors)].sort(), ['content', 'from', 'subject', 'to']);
    await assert.rejects(
      client.call(contract.sendCampaign, { params: { id }, body: { revision: revision + 1 } }),
      { code: 'blocked' },
    );
  });
});

describe('sending', () => {
  it('makes one run of many clicks', async () => {
    const { client, draft, accountId } = await readyToSend();
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(client, draft)));
    assert.ok(answers.every((answer) => answer.state === 'sending'));
    const { runs, planned } = await database.inAccount(accountId, async (tx) => {
      const run = await tx.one<{ id: string }>(sql`select id from sends where campaign_id = ${draft.id}`);
      const payload = { accountId, campaignId: draft.id, sendId: run.id };
      const signal = new AbortController().signal;
      await jobs['campaigns.plan-send']!(payload, { signal }).then(() =>
        jobs['campaigns.plan-send']!(payload, { signal }),
      );
      return await tx.one<{ runs: number; planned: number }>(
        sql`select (select count(*) from sends) as runs, (select count(*) from messages) as planned`,
      );
    });
    assert.deepEqual({ runs, planned }, { runs: 1, planned: 3 });
  });

  it('refuses a revision that was not looked at', async () => {
    const { client, draft } = await readyToSend();
    await client.call(contract.changeCampaign, {
      params: { id: draft.id },
      body: { revision: draft.revision, subject: 'Other' },
    });
    await assert.rejects(send(client, draft), { code: 'conflict' });
  });

  it('pauses, goes on and is cancelled, each once', async () => {
    const { client, draft } = await readyToSend();
    await send(client, draft);
    const params = { id: draft.id };
    assert.equal((await client.call(contract.pauseCampaign, { params })).state, 'paused');
    assert.equal((await client.call(contract.pauseCampaign, { params })).state, 'paused');
    assert.equal((await client.call(contract.resumeCampaign, { params })).state, 'sending');
    assert.equal((await client.call(contract.cancelCampaign, { params })).state, 'cancelled');
    await assert.rejects(client.call(contract.resumeCampaign, { params }), { code: 'wrong_state' });
    await assert.rejects(send(client, draft), { code: 'wrong_state' });
  });
});

describe('a list of a campaign', () => {
  const remove = (client: ApiClient, id: string) => client.call(deleteList, { params: { id } });

  it('cannot be deleted while the campaign is scheduled or being sent', async () => {
    const { client, draft, list } = await readyToSend();
    const spared = await client.call(createList, { body: { name: 'Not these' } });
    const { id } = draft;
    const { revision } = await client.call(contract.changeCampaign, {
      params: { id },
      body: { revision: draft.revision, excludeLists: [spared.id] },
    });
    const body = { revision, at: '2099-07-01T09:30', zone: 'UTC' };
    await client.call(contract.scheduleCampaign, { params: { id }, body });
    await assert.rejects(remove(client, spared.id), {
      code: 'wrong_state',
      message: /“Spring” is scheduled/,
    });
    await client.call(contract.unscheduleCampaign, { params: { id } });
    await send(client, { ...draft, revision });
    await assert.rejects(remove(client, list.id), { code: 'wrong_state', message: /is being sent/ });
    await client.call(contract.cancelCampaign, { params: { id } });
    await remove(client, list.id);
  });

  it('leaves a draft when it is deleted, and no open tab sends without it', async () => {
    const { client, draft, list } = await readyToSend();
    await remove(client, list.id);
    await assert.rejects(send(client, draft), { code: 'conflict' });
    const { includeLists } = await client.call(contract.getCampaign, { params: { id: draft.id } });
    assert.deepEqual(includeLists, []);
  });
});

describe('pausing while the engine ends the run', () => {
  it('waits for the end and then says that it is too late', async () => {
    const { client, draft, accountId } = await readyToSend();
    await send(client, draft);
    let pausing: Promise<unknown> | undefined;
    await database.asSystem(async (tx) => {
      await tx.query(sql`select from sends where campaign_id = ${draft.id} for update`);
      pausing = client.call(contract.pauseCampaign, { params: { id: draft.id } }).catch((error) => error);
      await until('the pause to wait for the run', () =>
        tx.maybeOne(
          sql`select from pg_locks where transactionid = pg_current_xact_id()::xid and not granted`,
        ),
      );
      await tx.execute(sql`update sends set state = 'finished' where campaign_id = ${draft.id}`);
      await markSent(tx, { accountId, campaignId: draft.id });
    });
    assert.equal(((await pausing) as { code: string }).code, 'wrong_state');
  });
});

describe('a schedule', () => {
  const schedule = (client: ApiClient, { id, revision }: contract.Campaign, at: string, zone: string) =>
    client.call(contract.scheduleCampaign, { params: { id }, body: { revision, at, zone } });

  it('means the local time of its zone', async () => {
    const { client, draft } = await readyToSend();
    const scheduled = await schedule(client, draft, '2099-07-01T09:30', 'Europe/Lisbon');
    assert.equal(scheduled.scheduledAt, '2099-07-01T08:30:00.000Z');
    assert.equal(scheduled.scheduledZone, 'Europe/Lisbon');
    const draftAgain = await client.call(contract.unscheduleCampaign, { params: { id: draft.id } });
    assert.deepEqual([draftAgain.state, draftAgain.scheduledAt], ['draft', null]);
  });

  it('refuses the past and zones that do not exist', async () => {
    const { client, draft } = await readyToSend();
    await assert.rejects(schedule(client, draft, '2020-01-01T09:30', 'UTC'), { code: 'invalid_input' });
    await assert.rejects(schedule(client, draft, '2099-01-01T09:30', 'Mars/Base'), { code: 'invalid_input' });
  });

  it('starts when due, holds what is an hour late, and says why it could not, by mail too', async () => {
    const due = async (minutesAgo: number, change = sql`name = name`) => {
      const { client, draft, accountId, email } = await readyToSend();
      await schedule(client, draft, '2099-07-01T09:30', 'UTC');
      await database.inAccount(accountId, (tx) =>
        tx.execute(
          sql`update campaigns set scheduled_at = now() - make_interval(mins => ${minutesAgo}::int), ${change} where id = ${draft.id}`,
        ),
      );
      await startScheduled(deps, recordAct, accountId, draft.id);
      const campaign = await client.call(contract.getCampaign, { params: { id: draft.id } });
      return { ...campaign, mails: await countSystemMails(app.services, email, 'schedule-taken-back') };
    };
    const started = await due(1);
    assert.deepEqual([started.state, started.mails], ['sending', 0]);
    const late = await due(120);
    assert.deepEqual(
      [late.state, /more than an hour/.test(late.notice ?? ''), late.mails],
      ['draft', true, 1],
    );
    const blocked = await due(1, sql`from_email = ''`);
    assert.deepEqual([blocked.state, /sender/.test(blocked.notice ?? ''), blocked.mails], ['draft', true, 1]);
    const early = await due(-30);
    assert.deepEqual([early.state, early.mails], ['scheduled', 0]);
  });

  it('that is taken back in the very moment it is due starts nothing', async () => {
    const { client, draft } = await readyToSend();
    await schedule(client, draft, '2099-07-01T09:30', 'UTC');
    let starting: Promise<void> | undefined;
    await database.asSystem(async (tx) => {
      await tx.execute(sql`update campaigns set scheduled_at = now() where id = ${draft.id}`);
    });
    await database.asSystem(async (tx) => {
      const { accountId } = await tx.one<{ accountId: string }>(
        sql`select account_id as "accountId" from campaigns where id = ${draft.id} for update`,
      );
      starting = startScheduled(deps, recordAct, accountId, draft.id);
      await until('the start to wait for the campaign', () =>
        tx.maybeOne(
          sql`select from pg_locks where transactionid = pg_current_xact_id()::xid and not granted`,
        ),
      );
      await tx.execute(sql`update campaigns set state = 'draft', scheduled_at = null where id = ${draft.id}`);
    });
    await starting;
    assert.equal((await client.call(contract.getCampaign, { params: { id: draft.id } })).state, 'draft');
  });
});
