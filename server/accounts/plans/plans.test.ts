import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  createContact,
  createList,
  listContacts,
  readImport,
  startImport,
} from '#server/audience/contract.ts';
import { changeCampaign, createCampaign, sendCampaign } from '#server/campaigns/contract.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { accountWithList, uploadList } from '#testing/imports.ts';
import { newcomer, registerFrom } from '#testing/registration.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';

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
  const given = await operator.call(contract.setAccountPlan, {
    params: { id: accountId },
    body: { planId: plan.id },
  });
  assert.equal(given.plan?.id, plan.id);
  return plan;
}

const address = () => `${newId()}@people.example`;
const overPlan = { code: 'over_plan' };

describe('the plan of an account', () => {
  it('is shown to its people with what is used, and nobody else’s is', async () => {
    const { client, accountId } = await app.newAccount();
    assert.equal((await client.call(contract.getOwnPlan)).plan, null);
    const { name } = await limit(accountId, { contacts: 10, dailyCap: 50 });
    await client.call(createContact, { body: { email: address(), listIds: [] } });
    const { plan, use } = await client.call(contract.getOwnPlan);
    assert.deepEqual([plan?.name, plan?.contacts, use.contacts, use.users], [name, 10, 1, 1]);
    assert.equal((await client.call(contract.getAccount)).dailyCap, 50);
    await operator.call(contract.setDailyCap, { params: { id: accountId }, body: { dailyCap: 20 } });
    assert.equal((await client.call(contract.getAccount)).dailyCap, 20, 'the lower one holds');
    await assert.rejects(client.call(contract.listPlans), { code: 'not_found' });
  });

  it('limits how many people are in it or invited, and not an invitation sent again', async () => {
    const { client, accountId } = await app.newAccount();
    await limit(accountId, { users: 2 });
    const email = address();
    await client.call(contract.invite, { body: { email, role: 'editor' } });
    await assert.rejects(
      client.call(contract.invite, { body: { email: address(), role: 'editor' } }),
      overPlan,
    );
    await client.call(contract.invite, { body: { email, role: 'analyst' } });
  });

  it('limits contacts; an import stops, keeps what came before and says what to do', async () => {
    const { client, listId } = await accountWithList(app);
    const { account } = await client.call(contract.getSession);
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

  it('limits to how many campaigns go in a month, before anything is sent', async () => {
    const { client, accountId } = await app.newAccount();
    await limit(accountId, { messagesAMonth: 3 });
    const list = await client.call(createList, { body: { name: 'Readers' } });
    for (let n = 0; n < 2; n++)
      await client.call(createContact, { body: { email: address(), listIds: [list.id] } });
    const send = async () => {
      const { id, revision } = await client.call(createCampaign, {
        body: { name: 'News', starter: 'newsletter', includeLists: [list.id] },
      });
      const ready = await client.call(changeCampaign, {
        params: { id },
        body: { revision, subject: 'News', fromName: 'Ana', fromEmail: 'ana@account.example' },
      });
      return await client.call(sendCampaign, { params: { id }, body: { revision: ready.revision } });
    };
    await send();
    await runJobs(app.services);
    assert.equal((await client.call(contract.getOwnPlan)).use.messagesThisMonth, 2);
    await assert.rejects(send(), { code: 'blocked', message: /1 of 3 messages/ });
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
    assert.equal((await operator.call(contract.getOperatorsAccount, { params })).plan?.id, second.id);
    const archive = (id: string) =>
      operator.call(contract.changePlan, { params: { id }, body: { isArchived: true } });
    await assert.rejects(archive(second.id), { code: 'wrong_state' });
    await archive(first.id);
    await assert.rejects(operator.call(contract.setAccountPlan, { params, body: { planId: first.id } }), {
      code: 'invalid_input',
    });
    await operator.call(contract.changePlan, { params: { id: second.id }, body: { isDefault: false } });
  });
});

describe('an account that those who run the install prepare', () => {
  it('is opened by its owner through the mail, with its plan, though nobody may register', async () => {
    const { id: planId } = await newPlan({ users: 5 });
    const given = newcomer(app.services);
    const { email } = given;
    const body = { organisation: 'Lind & Sons', name: 'Bo Lind', email, planId };
    await operator.call(contract.makeAccountFor, { body });
    const { link } = await lastSystemMail(app.services, email, 'account-prepared');
    const invitation = new URL(link).searchParams.get('invitation')!;
    const shown = await app.visitor().call(contract.getRegistration, { query: { invitation } });
    assert.deepEqual(
      [shown.mode, shown.admitted, shown.prepared?.organisation],
      ['closed', true, 'Lind & Sons'],
    );
    assert.equal((await registerFrom(app.url, { ...given, invitation: 'x' })).status, 403);
    assert.equal((await registerFrom(app.url, { ...given, invitation })).status, 202);
    const { items } = await operator.call(contract.listAccounts, { query: { search: email, plan: planId } });
    assert.equal(items[0]?.plan?.id, planId);
    await assert.rejects(operator.call(contract.makeAccountFor, { body }), { code: 'already_exists' });
  });
});
