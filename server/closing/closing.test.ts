import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as accountsContract from '#server/accounts/contract.ts';
import { systemMailQueue } from '#server/accounts/index.ts';
import * as activityContract from '#server/activity/contract.ts';
import { createList } from '#server/audience/contract.ts';
import { getCampaign, resumeCampaign } from '#server/campaigns/contract.ts';
import * as operatorContract from '#server/operator/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { sentCampaign } from '#testing/sent-campaign.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from './contract.ts';
import { tendClosings } from './tend-closings.ts';

const app = await startTestApp();
const { database, secrets, baseUrl } = app.services;
let operator: ApiClient;
before(async () => {
  operator = app.visitor();
  await setUpInstall(operator);
  await enrolAuthenticator(operator);
});

const nameOf = async (client: ApiClient) => (await client.call(accountsContract.getAccount)).name;
const close = async (client: ApiClient, comment = '') =>
  client.call(contract.closeAccount, { body: { name: await nameOf(client), comment } });
const run = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));
const tend = () =>
  tendClosings(
    { database, baseUrl, queueSystemMail: systemMailQueue(secrets), secrets },
    new AbortController().signal,
  );

describe('closing an account', () => {
  it('is for an owner who has proved who they are and types its name', async () => {
    const { client, accountId, userId } = await app.newAccount();
    const { client: admin } = await app.newMember(accountId, 'admin');
    const body = { name: await nameOf(client) };
    await assert.rejects(admin.call(contract.closeAccount, { body }), { code: 'forbidden' });
    await assert.rejects(client.call(contract.closeAccount, { body: { name: 'Okafor' } }), {
      code: 'invalid_input',
    });
    await run(sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${userId}`);
    await assert.rejects(client.call(contract.closeAccount, { body }), { code: 'step_up_needed' });
  });

  it('makes it read-only for everybody and every key, and says until when and how to keep it', async () => {
    const { client, accountId } = await app.newAccount();
    const { client: editor } = await app.newMember(accountId, 'editor');
    const { key } = await client.call(accountsContract.createApiKey, {
      body: { name: 'Shop', scopes: ['audience:write', 'audience:read'] },
    });
    const { at } = await close(client, 'We have moved.');
    assert.equal(Math.round((Date.parse(at) - Date.now()) / 86_400_000), 30);
    for (const caller of [client, editor, createClient(app.url, { apiKey: key })])
      await assert.rejects(caller.call(createList, { body: { name: 'More' } }), {
        status: 403,
        code: 'closing',
        message: /until \d+ \w+ \d{4}, then it is deleted\. An owner can reopen it/,
      });
    const { closing } = await editor.call(accountsContract.getAccount);
    assert.deepEqual([closing?.by, closing?.comment], ['owner', 'We have moved.']);
    assert.equal((await client.call(contract.askForExport)).state, 'waiting');
    await assert.rejects(close(client), { code: 'wrong_state' });
  });

  it('stops what is being sent, which stays paused when it is reopened', async () => {
    const { client, accountId } = await app.newAccount();
    const { campaignId: id } = await sentCampaign(database, accountId);
    const content = { kind: 'plain', version: 1, source: 'Hello' };
    await run(
      sql`update campaigns set state = 'sending', content = ${JSON.stringify(content)}::jsonb where id = ${id}`,
    );
    await run(sql`update sends set state = 'sending', finished_at = null where campaign_id = ${id}`);
    await close(client);
    const paused = await client.call(getCampaign, { params: { id } });
    assert.equal(paused.state, 'paused');
    assert.match(paused.notice!, /account was closed/);
    await assert.rejects(client.call(resumeCampaign, { params: { id } }), { code: 'closing' });
    await client.call(contract.reopenAccount);
    assert.equal((await client.call(getCampaign, { params: { id } })).state, 'paused');
    assert.equal((await client.call(resumeCampaign, { params: { id } })).state, 'sending');
  });

  it('is told to all owners at once, and again a week before the end', async () => {
    const { client, accountId, email } = await app.newAccount();
    const { at } = await close(client);
    const mail = await lastSystemMail(app.services, email, 'account-closing');
    assert.deepEqual([mail.closesOn, mail.reason, mail.link], [at.slice(0, 10), '', `${baseUrl}/settings`]);
    await tend();
    assert.equal(await countSystemMails(app.services, email, 'account-closing'), 1);
    await run(sql`update accounts set closing_at = now() + interval '6 days' where id = ${accountId}`);
    await run(
      sql`update account_closings set closed_at = now() - interval '24 days' where account_id = ${accountId}`,
    );
    await tend();
    await tend();
    assert.equal(await countSystemMails(app.services, email, 'account-closing'), 2);
  });

  it('can be taken back by an owner until the end, and not afterwards', async () => {
    const { client, accountId } = await app.newAccount();
    const { client: admin } = await app.newMember(accountId, 'admin');
    await close(client);
    await assert.rejects(admin.call(contract.reopenAccount), { code: 'forbidden' });
    await client.call(contract.reopenAccount);
    await client.call(createList, { body: { name: 'More' } });
    await assert.rejects(client.call(contract.reopenAccount), { code: 'wrong_state' });
    assert.equal((await client.call(contract.getClosing)).closing, null);
  });

  it('is not for the account that sends the mail of the install', async () => {
    const { hindrance } = await operator.call(contract.getClosing);
    assert.match(hindrance!, /Mail of the install/);
    await assert.rejects(close(operator), { code: 'wrong_state' });
  });
});

describe('an account the operator closes', () => {
  it('shows why, and only those who run the install reopen it', async () => {
    const { client, accountId, email } = await app.newAccount();
    const params = { id: accountId };
    const reason = 'Nobody has paid for a year.';
    const closed = await operator.call(contract.closeAccountByOperator, { params, body: { reason } });
    assert.deepEqual([closed.by, closed.name], ['operator', await nameOf(client)]);
    assert.equal((await lastSystemMail(app.services, email, 'account-closing')).reason, reason);
    await assert.rejects(client.call(contract.reopenAccount), {
      code: 'wrong_state',
      message: /run this service/,
    });
    const listed = await operator.call(operatorContract.listAccounts, {
      query: { state: 'closing', limit: 200 },
    });
    assert.equal(listed.items.find(({ id }) => id === accountId)?.closing?.comment, reason);
    await operator.call(contract.reopenAccountByOperator, { params });
    await client.call(createList, { body: { name: 'More' } });
    await assert.rejects(operator.call(contract.reopenAccountByOperator, { params }), {
      code: 'wrong_state',
    });
  });

  it('stands in the log of the account as an act of those who run the install', async () => {
    const { client, accountId } = await app.newAccount();
    const reason = 'Nobody has paid for a year.';
    await operator.call(contract.closeAccountByOperator, { params: { id: accountId }, body: { reason } });
    const { items } = await client.call(activityContract.listActivity, { query: { what: 'account' } });
    assert.ok(items.some(({ act, who }) => act === 'account.close-by-operator' && who.kind === 'operator'));
  });
});
