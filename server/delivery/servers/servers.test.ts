import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createAccount } from '#server/accounts/index.ts';
import { createCampaign, testCampaign } from '#server/campaigns/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, ApiFailure, createClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { openSession } from '#server/sign-in/index.ts';
import { person, startTestApp } from '#testing/app.ts';
import { startDnsServer } from '#testing/dns-server.ts';
import { startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import * as contract from '../contract.ts';
import { Tally } from '../pace/index.ts';
import { openServerSecret } from './server-secret.ts';

const receiver = await startScriptedSmtpServer();
const names = await startDnsServer({ 'people.example': { a: ['127.0.0.1'] } });
after(async () => {
  await names.close();
  await receiver.close();
});
const app = await startTestApp({
  NAME_SERVERS: names.address,
  MX_PORT: String(receiver.port),
  MX_PRIVATE_NETWORKS: 'true',
});
const { database, secrets } = app.services;
const PASSWORD = 'swordfish & Co';

/** A client for the operator's account, where private hosts may be used. */
async function newOperator(): Promise<{ client: ApiClient; accountId: string }> {
  const email = `operator-${newId()}@account.example`;
  const owner = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email }, { isOperator: true }),
  );
  const browser = { ip: '127.0.0.1', userAgent: 'test' };
  const token = await openSession(database, owner, browser, { secondFactor: true });
  return { client: createClient(app.url, { cookie: `session=${token}` }), accountId: owner.accountId };
}

const relay = (over: object = {}) => ({
  kind: 'smtp' as const,
  name: 'Acme relay',
  settings: { host: '127.0.0.1', port: 2525, encryption: 'none' as const, user: 'ada' },
  secret: PASSWORD,
  ...over,
});

const refusal = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => assert.fail('was not refused'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof ApiFailure, String(error));
  return error;
};

describe('the days of sending servers', () => {
  it('are the account’s own', async () => {
    const { client, accountId } = await newOperator();
    const { id } = await client.call(contract.createSendingServer, { body: relay() });
    const tally = new Tally(database);
    tally.count({ accountId, serverId: id, receiver: 'gmail.com', protection: 'inClear' }, 'accepted');
    tally.count({ accountId, serverId: id, receiver: 'acme.example' }, 'deferred');
    await tally.flush();

    const { items } = await client.call(contract.listServerDays);
    assert.deepEqual(
      items.map(({ day, ...counts }) => counts),
      [
        {
          serverId: id,
          ...{ accepted: 1, deferred: 1, rejected: 0, slowed: 0 },
          ...{ tlsVerified: 0, tlsUnverified: 0, inClear: 1, inClearTo: ['gmail'] },
        },
      ],
    );
    const stranger = await newOperator();
    assert.deepEqual(await stranger.client.call(contract.listServerDays), { items: [] });
  });
});

describe('a sending server', () => {
  it('is added, changed, paused, resumed and deleted, and its password never answered', async () => {
    const { client, accountId } = await newOperator();
    const made = await client.call(contract.createSendingServer, { body: relay() });
    assert.equal(made.state, 'working');
    assert.equal(made.hasSecret, true);
    assert.deepEqual(made.streams, ['marketing', 'transactional']);

    const params = { id: made.id };
    const changed = await client.call(contract.changeSendingServer, {
      params,
      body: { name: 'Acme', fromDomains: ['ACME.example', 'bücher.example'], limits: { perHour: 500 } },
    });
    assert.deepEqual(changed.fromDomains, ['acme.example', 'xn--bcher-kva.example']);
    assert.equal(changed.limits.perHour, 500);
    assert.equal(changed.limits.perDay, null);
    assert.equal(changed.hasSecret, true);

    const paused = await client.call(contract.pauseSendingServer, { params });
    assert.deepEqual([paused.state, paused.why], ['paused', 'Paused by a person.']);
    const resumed = await client.call(contract.resumeSendingServer, { params });
    assert.deepEqual([resumed.state, resumed.since], ['working', null]);
    const list = await client.call(contract.listSendingServers);
    assert.equal(list.items.length, 1);
    assert.equal(list.install.inUse, false);
    assert.doesNotMatch(JSON.stringify([made, changed, paused, list]), /swordfish/);

    const { secret } = await database.inAccount(accountId, (tx) =>
      tx.one<{ secret: Buffer }>(sql`select secret from sending_servers`),
    );
    assert.equal(await openServerSecret(secrets, { accountId, id: made.id }, secret), PASSWORD);
    await assert.rejects(
      openServerSecret(secrets, { accountId, id: newId() }, secret),
      /belongs to another row/,
    );

    await client.call(contract.deleteSendingServer, { params });
    assert.deepEqual((await client.call(contract.listSendingServers)).items, []);
  });

  it('keeps its password for the host it was entered for alone', async () => {
    const { client } = await newOperator();
    const { id } = await client.call(contract.createSendingServer, { body: relay() });
    const elsewhere = { ...relay().settings, host: '127.0.0.2' };
    const change = (body: object) => client.call(contract.changeSendingServer, { params: { id }, body });
    const failure = await refusal(change({ smtp: elsewhere }));
    assert.match(failure.message, /Enter the password again/);
    await change({ smtp: elsewhere, secret: PASSWORD });
    await change({ smtp: { ...elsewhere, ehloName: 'mail.acme.example' } });
    await change({ smtp: { ...elsewhere, host: '127.0.0.3', user: '' }, secret: null });
    assert.match((await refusal(change({ smtp: elsewhere }))).message, /Enter the password of ada/);
  });

  it('has a name of its own, and settings of its own kind', async () => {
    const { client } = await newOperator();
    await client.call(contract.createSendingServer, { body: relay() });
    for (const host of ['smtp://127.0.0.1', '127.0.0.1:25', 'a b', 'me@127.0.0.1']) {
      const odd = relay({ settings: { ...relay().settings, host } });
      const failure = await refusal(client.call(contract.createSendingServer, { body: odd }));
      assert.match(failure.message, /the host alone/, host);
    }
    const twin = client.call(contract.createSendingServer, { body: relay({ name: 'ACME relay' }) });
    assert.match((await refusal(twin)).message, /already/);
    const straight = await client.call(contract.createSendingServer, {
      body: { kind: 'mx', name: 'Direct' },
    });
    assert.equal(straight.mx?.mtaSts, true);
    const change = { params: { id: straight.id }, body: { smtp: relay().settings } };
    assert.match((await refusal(client.call(contract.changeSendingServer, change))).message, /another kind/);
  });

  it('is tried step by step, saved or not', async (t) => {
    const { client } = await newOperator();
    const smtp = await startScriptedSmtpServer({ MAIL: '553 5.7.1 not yours' });
    t.after(() => smtp.close());
    const body = relay({ settings: { ...relay().settings, port: smtp.port } });
    const fresh = await client.call(contract.tryNewSendingServer, { body: { server: body } });
    assert.deepEqual(
      fresh.steps.map(({ step, ok }) => [step, ok]),
      [
        ['connect', true],
        ['encryption', true],
        ['login', true],
        ['sender', false],
      ],
    );
    const { id } = await client.call(contract.createSendingServer, { body });
    assert.equal((await client.call(contract.checkSendingServer, { params: { id }, body: {} })).ok, false);

    const unchanged = { ...body, secret: undefined };
    const kept = await client.call(contract.tryNewSendingServer, { body: { server: unchanged, id } });
    assert.equal(kept.steps.at(2)?.ok, true);
    const moved = { ...unchanged, settings: { ...body.settings, host: 'localhost' } };
    const call = client.call(contract.tryNewSendingServer, { body: { server: moved, id } });
    assert.match((await refusal(call)).message, /Enter the password/);
  });

  it('that sends straight to the receivers is tried at the mail hosts of the sender', async () => {
    const { client } = await newOperator();
    const server = { kind: 'mx' as const, name: 'Direct', settings: { ehloName: 'mail.acme.invalid' } };
    const check = (from: string) => client.call(contract.tryNewSendingServer, { body: { server, from } });
    const { steps } = await check('ana@people.example');
    assert.deepEqual(
      steps.map(({ step, ok }) => [step, ok]),
      [
        ['address', false],
        ['connect', true],
      ],
    );
    assert.match(steps[0]!.text, /mail\.acme\.invalid has no address/);
    assert.match((await check('ana@nowhere.example')).steps[1]!.text, /nowhere\.example/);
  });

  it('stays while it is the only one and a campaign is being sent', async () => {
    const { client, accountId } = await newOperator();
    const { id } = await client.call(contract.createSendingServer, { body: relay() });
    await openSend(accountId);
    const failure = await refusal(client.call(contract.deleteSendingServer, { params: { id } }));
    assert.match(failure.message, /no way out/);
    await client.call(contract.createSendingServer, { body: relay({ name: 'Second' }) });
    await client.call(contract.deleteSendingServer, { params: { id } });
  });
});

describe('a client of the install', () => {
  it('may not name private hosts, send straight from the machine or offer servers to others (CVE-2022-25777)', async () => {
    const { client } = await app.newAccount();
    const tries = ['127.0.0.1', 'localhost', '10.1.2.3', '169.254.169.254', '::1', '::ffff:10.0.0.1'];
    for (const host of tries) {
      const body = relay({ settings: { ...relay().settings, host } });
      const failure = await refusal(client.call(contract.createSendingServer, { body }));
      assert.match(failure.message, /private network/, host);
      await refusal(client.call(contract.tryNewSendingServer, { body: { server: body } }));
    }
    const outside = { ...relay().settings, host: 'relay.invalid' };
    const body = relay({ settings: { ...outside, port: 6379 } });
    for (const call of [
      client.call(contract.createSendingServer, { body }),
      client.call(contract.tryNewSendingServer, { body: { server: body } }),
    ])
      assert.match((await refusal(call)).fields?.['smtp.port'] ?? '', /25, 465, 587, 2465, 2525, or 2587/);
    const { id } = await client.call(contract.createSendingServer, { body: relay({ settings: outside }) });
    const change = (body: object) => client.call(contract.changeSendingServer, { params: { id }, body });
    assert.match((await refusal(change({ smtp: relay().settings }))).message, /private network|password/);
    assert.match((await refusal(change({ shared: true }))).message, /admin of this install/);
    const straight = client.call(contract.createSendingServer, { body: { kind: 'mx', name: 'Direct' } });
    assert.match((await refusal(straight)).message, /admin of this install/);
  });

  it('sees of a shared server its name, kind and state alone', async () => {
    const operator = await newOperator();
    const { client } = await app.newAccount();
    const name = `For all ${newId()}`;
    const made = await operator.client.call(contract.createSendingServer, {
      body: relay({ name, shared: true }),
    });
    const { shared, items, install } = await client.call(contract.listSendingServers);
    assert.deepEqual(items, []);
    assert.equal(install.inUse, false);
    const seen = shared.find((server) => server.id === made.id);
    assert.deepEqual(seen, { id: made.id, name, kind: 'smtp', state: 'working' });
    const pause = client.call(contract.pauseSendingServer, { params: { id: made.id } });
    assert.equal((await refusal(pause)).status, 404);
    await operator.client.call(contract.deleteSendingServer, { params: { id: made.id } });
  });
});

describe('an account with a sending server of its own', () => {
  it('is told that its mail leaves, and sends its tests over that server', async (t) => {
    const { client } = await newOperator();
    assert.equal((await client.call(getSession)).mailRoute, 'sandbox');
    const smtp = await startScriptedSmtpServer();
    t.after(() => smtp.close());
    const settings = { ...relay().settings, port: smtp.port };
    await client.call(contract.createSendingServer, { body: relay({ settings }) });
    assert.equal((await client.call(getSession)).mailRoute, 'smtp');

    const content = { kind: 'plain' as const, version: 1 as const, source: 'Hello' };
    const campaign = await client.call(createCampaign, {
      body: { name: 'News', subject: 'Hello', content },
    });
    const test = () =>
      client.call(testCampaign, { params: { id: campaign.id }, body: { to: ['me@people.example'] } });
    assert.deepEqual((await test()).results, [
      { email: 'me@people.example', accepted: true, text: 'queued' },
    ]);
    assert.equal(smtp.messages.length, 1);
    await smtp.close();
    const [failed] = (await test()).results;
    assert.match(failed?.text ?? '', /“Acme relay” cannot be used at the moment: .*refused the connection/);
  });
});

/** A campaign of the account that is being sent. */
async function openSend(accountId: string): Promise<void> {
  const campaign = newId();
  await database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`
      insert into campaigns (account_id, id, name, state, content)
      values (${accountId}, ${campaign}, 'A campaign', 'sending', '{}')`);
    await tx.execute(sql`
      insert into sends (account_id, id, campaign_id, state, snapshot)
      values (${accountId}, ${newId()}, ${campaign}, 'sending', '{}')`);
  });
}
