import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  createContact,
  createList,
  deleteContact,
  listContacts,
  readImport,
  startImport,
} from '#server/audience/contract.ts';
import { passOverFile } from '#server/audience/imports/pass-over-file.ts';
import {
  cancelCampaign,
  changeCampaign,
  createCampaign,
  getCampaign,
  sendCampaign,
} from '#server/campaigns/contract.ts';
import { findWork, leaseRange } from '#server/delivery/engine/lease-range.ts';
import { releaseRange } from '#server/delivery/engine/release-range.ts';
import * as operatorContract from '#server/operator/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import * as registrationContract from '#server/registration/contract.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import * as teamContract from '#server/team/contract.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { accountWithList, uploadList } from '#testing/imports.ts';
import { newcomer, registerFrom } from '#testing/registration.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';
import { foldContactCounts } from './contact-count.ts';

const app = await startTestApp({ TRUST_PROXY: 'true' });
let operator: ApiClient;
before(async () => {
  operator = app.visitor();
  await setUpInstall(operator);
  await enrolAuthenticator(operator);
});

const noLimits = { contacts: null, messagesAMonth: null, dailyCap: null, users: null };
const newPlan = (limits: object) =>
  operator.call(contract.createPlan, { body: { name: `Plan ${newId()}`, ...noLimits, ...limits } });

/** Gives an account a plan of its own with these limits. */
async function limit(accountId: string, limits: object) {
  const plan = await newPlan(limits);
  const given = await operator.call(operatorContract.setAccountPlan, {
    params: { id: accountId },
    body: { planId: plan.id },
  });
  assert.equal(given.plan?.id, plan.id);
  return plan;
}

const address = () => `${newId()}@people.example`;
const overPlan = { code: 'over_plan' };

/** A list with so many people on it. */
async function listOf(client: ApiClient, people: number): Promise<string> {
  const { id } = await client.call(createList, { body: { name: `Readers ${newId()}` } });
  for (let n = 0; n < people; n++)
    await client.call(createContact, { body: { email: address(), listIds: [id] } });
  return id;
}

/** A campaign to a list, and how to start it. */
async function readyToSend(client: ApiClient, list: string) {
  const { id, revision } = await client.call(createCampaign, {
    body: { name: 'News', starter: 'newsletter', includeLists: [list] },
  });
  const ready = await client.call(changeCampaign, {
    params: { id },
    body: { revision, subject: 'News', fromName: 'Ana', fromEmail: 'ana@account.example' },
  });
  return () => client.call(sendCampaign, { params: { id }, body: { revision: ready.revision } });
}

const messagesThisMonth = async (client: ApiClient) =>
  (await client.call(contract.getOwnPlan)).use.messagesThisMonth;

/** What the engine does with what had not gone out of a cancelled campaign. */
async function markCancelled(database: Database, campaignId: string): Promise<void> {
  const { id } = await database.asSystem((tx) =>
    tx.one<{ id: string }>(sql`select id from sends where campaign_id = ${campaignId}`),
  );
  for (const work of (await findWork(database)).filter(({ sendId }) => sendId === id))
    await releaseRange(database, (await leaseRange(database, work, 'test'))!, async () => {});
}

describe('the plan of an account', () => {
  it('is shown to its people with what is used, and nobody else’s is', async () => {
    const { client, accountId } = await app.newAccount();
    assert.equal((await client.call(contract.getOwnPlan)).plan, null);
    const { name } = await limit(accountId, { contacts: 10, dailyCap: 50 });
    await client.call(createContact, { body: { email: address(), listIds: [] } });
    const { plan, use } = await client.call(contract.getOwnPlan);
    assert.deepEqual([plan?.name, plan?.contacts, use.contacts, use.users], [name, 10, 1, 1]);
    assert.equal((await client.call(contract.getAccount)).dailyCap, 50);
    await operator.call(operatorContract.setDailyCap, { params: { id: accountId }, body: { dailyCap: 20 } });
    assert.equal((await client.call(contract.getAccount)).dailyCap, 20, 'the lower one holds');
    await assert.rejects(client.call(contract.listPlans), { code: 'not_found' });
  });

  it('limits how many people are in it or invited, and not an invitation sent again', async () => {
    const { client, accountId } = await app.newAccount();
    await limit(accountId, { users: 2 });
    const email = address();
    await client.call(teamContract.invite, { body: { email, role: 'editor' } });
    await assert.rejects(
      client.call(teamContract.invite, { body: { email: address(), role: 'editor' } }),
      overPlan,
    );
    await client.call(teamContract.invite, { body: { email, role: 'analyst' } });
  });

  it('limits contacts; an import stops, keeps what came before and says what to do', async () => {
    const { client, listId } = await accountWithList(app);
    const { account } = await client.call(signInContract.getSession);
    await client.call(createContact, { body: { email: address(), listIds: [] } });
    await limit(account!.id, { contacts: 100 });
    const rows = Array.from({ length: 100 }, (_, n) => `n${n}@people.example`);
    const { id } = await uploadList(client, listId, Buffer.from(`email\n${rows.join('\n')}\n`));
    await client.call(startImport, { params: { id }, body: { mapping: [{ to: 'email' }] } });
    await runJobs(app.services);
    const stopped = await client.call(readImport, { params: { id } });
    assert.equal(stopped.state, 'failed');
    assert.match(stopped.error ?? '', /allows 100 contacts.*stays.*larger plan/);
    assert.equal((await client.call(listContacts)).total, stopped.counts.created + 1);
    await limit(account!.id, { contacts: 1 });
    await assert.rejects(client.call(createContact, { body: { email: address(), listIds: [] } }), overPlan);
  });

  it('limits contacts however many imports and requests add them at once', async () => {
    const { client, accountId, listId } = await accountWithList(app);
    await limit(accountId, { contacts: 50 });
    const files = await Promise.all(
      ['a', 'b'].map(async (file) => {
        const rows = Array.from({ length: 40 }, (_, n) => `${file}${n}@people.example`);
        const { id } = await uploadList(client, listId, Buffer.from(`email\n${rows.join('\n')}\n`));
        await client.call(startImport, { params: { id }, body: { mapping: [{ to: 'email' }] } });
        return id;
      }),
    );
    const add = () =>
      client.call(createContact, { body: { email: address(), listIds: [] } }).catch((refusal) => {
        assert.equal(refusal.code, 'over_plan');
      });
    await Promise.all([
      ...files.map((importId) =>
        passOverFile(
          app.services.database,
          { accountId, importId, mode: 'run' },
          AbortSignal.timeout(60_000),
        ),
      ),
      ...Array.from({ length: 20 }, add),
    ]);
    const states = await Promise.all(
      files.map(async (id) => (await client.call(readImport, { params: { id } })).state),
    );
    assert.ok(states.includes('failed'), `${states}`);
    const { total } = await client.call(listContacts);
    assert.ok(total <= 50, `${total} contacts`);
    for (let left = 50 - total; left > 0; left--)
      await client.call(createContact, { body: { email: address(), listIds: [] } });
    await assert.rejects(client.call(createContact, { body: { email: address(), listIds: [] } }), overPlan);
    const { items } = await client.call(listContacts);
    await client.call(deleteContact, { params: { id: items[0]!.id } });
    await client.call(createContact, { body: { email: address(), listIds: [] } });
  });

  it('counts contacts by what is added and deleted, and keeps the count short', async () => {
    const { client, accountId } = await app.newAccount();
    const { database } = app.services;
    await database.inAccount(accountId, async (tx) => {
      for (let n = 0; n < 150; n++)
        await tx.execute(
          sql`insert into contacts (account_id, id, email, email_key) values (${accountId}, ${newId()}, ${`${n}@x.example`}, ${`${n}@x.example`})`,
        );
      await tx.execute(sql`delete from contacts where email_key like '1_@x.example'`);
    });
    await foldContactCounts(database);
    assert.equal((await client.call(contract.getOwnPlan)).use.contacts, 140);
    const changes = await database.inAccount(accountId, (tx) =>
      tx.query(sql`select change from contact_counts`),
    );
    assert.deepEqual(changes, [{ change: 140 }]);
  });

  it('limits to how many campaigns go in a month, before anything is sent', async () => {
    const { client, accountId } = await app.newAccount();
    await limit(accountId, { messagesAMonth: 3 });
    const list = await listOf(client, 2);
    const send = await readyToSend(client, list);
    const sendAnother = await readyToSend(client, list);
    await send();
    await runJobs(app.services);
    assert.equal(await messagesThisMonth(client), 2);
    await assert.rejects(sendAnother(), { code: 'blocked', message: /1 of 3 messages/ });
  });

  it('limits the campaigns of members who see certain lists by those of all', async () => {
    const { client, accountId } = await app.newAccount();
    await limit(accountId, { messagesAMonth: 3 });
    const [ours, theirs] = [await listOf(client, 2), await listOf(client, 2)];
    const member = await app.newMember(accountId, 'editor');
    await client.call(teamContract.changeMember, {
      params: { id: member.userId },
      body: { listIds: [theirs] },
    });
    const sendTheirs = await readyToSend(member.client, theirs);
    await (await readyToSend(client, ours))();
    await assert.rejects(sendTheirs(), { code: 'blocked', message: /1 of 3 messages/ });
  });

  it('reserves its messages for campaigns that start at once, and takes back what is not sent', async () => {
    const { client, accountId } = await app.newAccount();
    await limit(accountId, { messagesAMonth: 10 });
    const list = await listOf(client, 4);
    const campaigns = await Promise.all(Array.from({ length: 6 }, () => readyToSend(client, list)));
    const starts = await Promise.allSettled(campaigns.map((send) => send()));
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value.id] : []));
    for (const start of starts)
      if (start.status === 'rejected') assert.match(start.reason.message, /2 of 10 messages/);
    assert.equal(started.length, 2);
    assert.equal(await messagesThisMonth(client), 8, 'before anybody wrote down the recipients');
    await client.call(createContact, { body: { email: address(), listIds: [list] } });
    await runJobs(app.services);
    const [kept, cancelled] = started as [string, string];
    const { planned } = await client.call(getCampaign, { params: { id: kept } });
    assert.equal(planned, 4, 'who came after it was started has no place in it');
    await client.call(cancelCampaign, { params: { id: cancelled } });
    await markCancelled(app.services.database, cancelled);
    assert.equal(await messagesThisMonth(client), 4, 'of the cancelled one nobody got anything');
  });

  it('is by default one of the install’s, of which one at most is, and archived ones are given to nobody', async () => {
    const first = await newPlan({ isDefault: true });
    const second = await newPlan({ isDefault: true });
    const { items } = await operator.call(contract.listPlans);
    assert.deepEqual(
      items.filter(({ isDefault }) => isDefault).map(({ id }) => id),
      [second.id],
    );
    const { accountId } = await app.newAccount();
    const params = { id: accountId };
    assert.equal((await operator.call(operatorContract.getOperatorsAccount, { params })).plan?.id, second.id);
    const archive = (id: string) =>
      operator.call(contract.changePlan, { params: { id }, body: { isArchived: true } });
    await assert.rejects(archive(second.id), { code: 'wrong_state' });
    await archive(first.id);
    await assert.rejects(
      operator.call(operatorContract.setAccountPlan, { params, body: { planId: first.id } }),
      {
        code: 'invalid_input',
      },
    );
    await operator.call(contract.changePlan, { params: { id: second.id }, body: { isDefault: false } });
  });
});

describe('an account that those who run the install prepare', () => {
  it('is opened by its owner through the mail, with its plan, though nobody may register', async () => {
    const { id: planId } = await newPlan({ users: 5 });
    const given = newcomer(app.services);
    const { email } = given;
    const body = { organisation: 'Lind & Sons', name: 'Bo Lind', email, planId };
    await operator.call(operatorContract.makeAccountFor, { body });
    const { link } = await lastSystemMail(app.services, email, 'account-prepared');
    const invitation = new URL(link).hash.slice(1);
    const shown = await app.visitor().call(registrationContract.readRegistration, { body: { invitation } });
    assert.deepEqual(
      [shown.mode, shown.admitted, shown.prepared?.organisation],
      ['closed', true, 'Lind & Sons'],
    );
    assert.equal((await registerFrom(app.url, { ...given, invitation: 'x' })).status, 403);
    assert.equal((await registerFrom(app.url, { ...given, invitation })).status, 202);
    const { items } = await operator.call(operatorContract.listAccounts, {
      query: { search: email, plan: planId },
    });
    assert.equal(items[0]?.plan?.id, planId);
    await assert.rejects(operator.call(operatorContract.makeAccountFor, { body }), {
      code: 'already_exists',
    });
  });
});
