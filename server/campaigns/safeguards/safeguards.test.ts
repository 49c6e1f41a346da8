import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApiKey } from '#server/accounts/contract.ts';
import { createRecordByProduct } from '#server/activity/index.ts';
import { safeguardsOf } from '#server/app/safeguards.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { currentVersions, recordAgreement } from '#server/policies/index.ts';
import { proveYourself } from '#server/second-factors/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';
import { startScheduled } from '../schedule-campaign.ts';

/** Three people are many here, and their mail leaves this machine. */
const app = await startTestApp({ LARGE_SEND: '2', SMTP_URL: 'smtp://127.0.0.1:1', TRUST_PROXY: 'true' });
const { database } = app.services;
const deps = { database, safeguards: safeguardsOf(app.services) };
const recordAct = createRecordByProduct(app.services.keys.activity);
const laterBy = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16);

async function ready(people = 3) {
  const account = await app.newAccount();
  const { client } = account;
  const list = await client.call(createList, { body: { name: 'Readers' } });
  for (let i = 0; i < people; i++)
    await client.call(createContact, { body: { email: `reader${i}@people.example`, listIds: [list.id] } });
  const { id, revision } = await client.call(contract.createCampaign, {
    body: { name: 'Spring', starter: 'newsletter', includeLists: [list.id] },
  });
  const send = (by: ApiClient, idempotencyKey?: string) =>
    by.call(contract.sendCampaign, {
      params: { id },
      body: { revision },
      ...(idempotencyKey ? { idempotencyKey } : {}),
    });
  const schedule = (by: ApiClient, at: string) =>
    by.call(contract.scheduleCampaign, { params: { id }, body: { revision, at, zone: 'UTC' } });
  const read = () => client.call(contract.getCampaign, { params: { id } });
  return { ...account, id, send, schedule, read };
}

/** A second factor, without the ceremony. */
const protect = (userId: string) =>
  database.asSystem((tx) =>
    tx.execute(
      sql`insert into authenticator_apps (user_id, secret, confirmed_at) values (${userId}, '', now())`,
    ),
  );

/** Logs in with the password, from a browser in a network of its own. */
async function logInFrom(email: string, network: number): Promise<ApiClient> {
  const answer = await fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: app.url,
      'user-agent': 'Firefox',
      'x-forwarded-for': `198.51.${network}.1`,
    },
    body: JSON.stringify({ email, password: person.password }),
  });
  assert.equal(answer.status, 200, await answer.text());
  const cookie = answer.headers.getSetCookie().find((set) => set.startsWith('session='))!;
  return createClient(app.url, { cookie: cookie.split(';')[0]! });
}

/** A browser that is new: it is not the first one of its person. Its proof is as old as the test wants. */
async function newBrowser({ email, userId }: { email: string; userId: string }, proved = '0 minutes') {
  await logInFrom(email, 100);
  const client = await logInFrom(email, 200);
  await database.asSystem((tx) =>
    tx.execute(
      sql`update sessions set proved_at = now() - ${proved}::interval where user_id = ${userId} and new_device`,
    ),
  );
  return client;
}

describe('a campaign to many', () => {
  it('waits until every owner has a second factor, whoever starts it', async () => {
    const { client, accountId, id, send, schedule } = await ready();
    const { items, canSend } = await client.call(contract.getChecks, { params: { id } });
    const item = items.find((check) => check.id === 'second-factor');
    assert.equal(canSend, false);
    assert.match(
      item!.message,
      /^More than 2 people would get it, with what you sent within a day, and Ana Okafor, who owns the account/,
    );
    const { client: editor } = await app.newMember(accountId, 'editor');
    const { key } = await client.call(createApiKey, { body: { name: 'Shop', scopes: ['campaigns:send'] } });
    for (const by of [client, editor, createClient(app.url, { apiKey: key })])
      await assert.rejects(send(by), { code: 'blocked', message: item!.message });
    await assert.rejects(schedule(client, laterBy(60)), { code: 'blocked' });

    await enrolAuthenticator(client);
    const { userId: second } = await app.newMember(accountId, 'owner');
    await assert.rejects(send(client), /A new owner/);
    await protect(second);
    assert.equal((await send(client)).state, 'sending');
  });

  it('is held when a factor went between its scheduling and its time', async () => {
    const { client, accountId, userId, id, schedule, read } = await ready();
    await protect(userId);
    await schedule(client, laterBy(60));
    await database.asSystem(async (tx) => {
      await tx.execute(sql`delete from authenticator_apps where user_id = ${userId}`);
      await tx.execute(sql`update campaigns set scheduled_at = now() where id = ${id}`);
    });
    await startScheduled(deps, recordAct, accountId, id);
    assert.deepEqual([(await read()).state, /second factor/.test((await read()).notice!)], ['draft', true]);
  });

  it('is as large when it is cut into small ones, were they started at the same moment', async () => {
    const { client, id, send } = await ready(2);
    const { id: second } = await client.call(contract.duplicateCampaign, { params: { id } });
    const { revision, includeLists } = await client.call(contract.getCampaign, { params: { id: second } });
    assert.equal(includeLists.length, 1);
    const sendSecond = () =>
      client.call(contract.sendCampaign, { params: { id: second }, body: { revision } });
    assert.equal((await send(client)).state, 'sending');
    await assert.rejects(sendSecond(), { code: 'blocked', message: /second factor/ });
    await enrolAuthenticator(client);
    assert.equal((await sendSecond()).state, 'sending');
  });

  it('is as large when its pieces start at once', async () => {
    const { client, id, send } = await ready(2);
    const { id: second, revision } = await client.call(contract.duplicateCampaign, { params: { id } });
    const starts = await Promise.allSettled([
      send(client),
      client.call(contract.sendCampaign, { params: { id: second }, body: { revision } }),
    ]);
    assert.deepEqual(starts.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('is asked for nothing when it is small, or stays on this machine', async () => {
    const small = await ready(2);
    assert.equal((await small.send(small.client)).state, 'sending');
    const { accountId, client, send } = await ready();
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into sending_servers (account_id, id, name, kind, settings)
        select ${accountId}, ${newId()}, 'Sandbox', 'sandbox', '{}'`),
    );
    assert.equal((await send(client)).state, 'sending');
  });
});

describe('a device that is new', () => {
  it('proves who is at it before its first campaign, and then goes on', async () => {
    const account = await ready(1);
    const client = await newBrowser(account, '11 minutes');
    const sendNamed = () => account.send(client, 'spring');
    await assert.rejects(sendNamed(), { code: 'step_up_needed' });
    await client.call(proveYourself, { body: { password: person.password } });
    assert.equal((await sendNamed()).state, 'sending');
    await database.asSystem((tx) =>
      tx.execute(sql`update sessions set proved_at = now() - interval '1 hour'`),
    );
    const next = await account.client.call(contract.duplicateCampaign, { params: { id: account.id } });
    const again = await client.call(contract.sendCampaign, {
      params: { id: next.id },
      body: { revision: next.revision },
    });
    assert.equal(again.state, 'sending');
  });

  it('lets a campaign to unusually many wait for 15 minutes, and the owners hear of it', async () => {
    const account = await ready();
    const client = await newBrowser(account);
    await protect(account.userId);
    const held = await account.send(client);
    assert.equal(held.state, 'scheduled');
    const minutes = (Date.parse(held.scheduledAt!) - Date.now()) / 60_000;
    assert.ok(minutes > 14 && minutes <= 15, `${minutes}`);
    assert.match(held.notice!, /new device.*more than 2 people/);
    const mail = await lastSystemMail(app.services, account.email, 'large-send-waits');
    assert.deepEqual([mail.campaign, mail.moreThan, mail.asker], ['Spring', 2, person.name]);
    await client.call(contract.unscheduleCampaign, { params: { id: account.id } });
    await assert.rejects(account.schedule(client, laterBy(10)), { code: 'invalid_input' });
    assert.equal((await account.schedule(client, laterBy(20))).state, 'scheduled');
    assert.equal(await countSystemMails(app.services, account.email, 'large-send-waits'), 2);
    // The product itself starts it then.
    await database.asSystem((tx) =>
      tx.execute(sql`update campaigns set scheduled_at = now() where id = ${account.id}`),
    );
    await startScheduled(deps, recordAct, account.accountId, account.id);
    assert.equal((await account.read()).state, 'sending');
  });

  it('is looked at again at the time of what it scheduled, whose list may have grown since', async () => {
    const account = await ready(1);
    const client = await newBrowser(account);
    await protect(account.userId);
    assert.equal((await account.schedule(client, laterBy(5))).state, 'scheduled');
    const [list] = (await account.read()).includeLists;
    for (const name of ['bo', 'cy', 'di'])
      await client.call(createContact, { body: { email: `${name}@people.example`, listIds: [list!] } });
    const comes = async () => {
      await database.asSystem((tx) =>
        tx.execute(sql`update campaigns set scheduled_at = now() where id = ${account.id}`),
      );
      await startScheduled(deps, recordAct, account.accountId, account.id);
      return await account.read();
    };
    const held = await comes();
    assert.equal(held.state, 'scheduled');
    assert.ok(Date.parse(held.scheduledAt!) > Date.now() + 14 * 60_000);
    const mail = await lastSystemMail(app.services, account.email, 'large-send-waits');
    assert.deepEqual([mail.asker, mail.ip], [person.name, '127.0.0.1']);
    assert.equal((await comes()).state, 'sending');
  });

  it('stays new for whoever clears its cookies, and is not for one whose account sends as much anyway', async () => {
    const account = await ready();
    await newBrowser(account);
    await protect(account.userId);
    await database.asSystem((tx) =>
      tx.execute(sql`delete from authenticator_apps where user_id = ${account.userId}`),
    );
    const cleared = await logInFrom(account.email, 200);
    await protect(account.userId);
    assert.equal((await account.send(cleared)).state, 'scheduled');
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into sends (account_id, id, campaign_id, state, snapshot, planned, created_at)
        select account_id, ${newId()}, id, 'finished', '{}', 100, now() - interval '2 days' from campaigns where id = ${account.id}`),
    );
    await cleared.call(contract.unscheduleCampaign, { params: { id: account.id } });
    await database.asSystem((tx) => tx.execute(sql`update sends set campaign_id = campaign_id`));
    const other = await account.client.call(contract.duplicateCampaign, { params: { id: account.id } });
    const sent = await cleared.call(contract.sendCampaign, {
      params: { id: other.id },
      body: { revision: other.revision },
    });
    assert.equal(sent.state, 'sending');
  });

  it('is no newer than somebody who joined lately: whoever guessed a password may have invited themselves', async () => {
    const { accountId, userId, id, send, read } = await ready();
    await protect(userId);
    const { client: joined, userId: joinedId } = await app.newMember(accountId, 'admin');
    assert.equal((await send(joined)).state, 'scheduled');
    assert.match((await read()).notice!, /joined lately/);
    await joined.call(contract.unscheduleCampaign, { params: { id } });
    await database.asSystem((tx) =>
      tx.execute(sql`
        update memberships set created_at = now() - interval '8 days' where user_id = ${joinedId}`),
    );
    await database.asSystem((tx) =>
      tx.execute(sql`
        update accounts set created_at = now() - interval '9 days' where id = ${accountId}`),
    );
    assert.equal((await send(joined)).state, 'sending');
  });

  it('is what a new API key is, too', async () => {
    const { client, userId, send } = await ready();
    const { key } = await client.call(createApiKey, { body: { name: 'Shop', scopes: ['campaigns:send'] } });
    await protect(userId);
    assert.equal((await send(createClient(app.url, { apiKey: key }))).state, 'scheduled');
  });
});

describe('what is scheduled while a material change of the policies waits to be accepted', () => {
  it('is announced, held at its time, and goes out once an owner has accepted', async () => {
    const { client, accountId, userId, id, schedule, send, read } = await ready(1);
    const publish = (kind: string, days: number) =>
      database.asSystem((tx) =>
        tx.one<{ day: string }>(sql`
          insert into policy_versions (id, kind, version, text, effective_on, material)
          values (${newId()}, ${kind}, 1, 'Changed.', (now() at time zone 'UTC')::date + ${days}::integer, true)
          returning effective_on::text as day`),
      );
    const { day } = await publish('terms', 2);
    assert.equal((await schedule(client, laterBy(60))).notice, null);
    assert.match((await schedule(client, `${day}T09:00`)).notice!, new RegExp(`^From ${day} on`));
    await publish('privacy', 0);
    await database.asSystem((tx) =>
      tx.execute(sql`update campaigns set scheduled_at = now() where id = ${id}`),
    );
    await startScheduled(deps, recordAct, accountId, id);
    const held = await read();
    assert.deepEqual(
      [held.state, /no owner of the account has accepted/.test(held.notice!)],
      ['draft', true],
    );
    await assert.rejects(send(client), { code: 'must_accept' });
    const versionIds = (await database.asSystem(currentVersions)).map((version) => version.id);
    const browser = { ip: '', userAgent: '' };
    await database.asSystem((tx) => recordAgreement(tx, { accountId, userId, versionIds, browser }));
    assert.equal((await send(client)).state, 'sending');
  });
});
