import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import {
  createAccount,
  createCallerLimit,
  createOnce,
  createRateLimit,
  type Scope,
  systemMailQueue,
} from '#server/accounts/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient, createRegistrar, createServer } from '#server/platform/http/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { logIn } from '#server/sign-in/contract.ts';
import { createAuthorise, createLoginRates, signInRoutes } from '#server/sign-in/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { person, testServices } from '#testing/app.ts';
import { testSend, testSnapshot } from '#testing/ledger.ts';
import { until } from '#testing/until.ts';
import * as contract from './contract.ts';
import {
  createMxWays,
  createTestSender,
  createWays,
  createWebVersions,
  deliveryRoutes,
  mailWay,
  smtpTransport,
  startEngine,
  startSandbox,
} from './index.ts';

const { database, keys, secrets } = await testServices();
const sandbox = await startSandbox({ database, keys: keys.sandbox, port: 0, keep: 100, log: silentLog });
after(() => sandbox.stop());
const way = mailWay({ smtpUrl: undefined, sandboxPort: sandbox.port, sandboxKeys: keys.sandbox });
const links = createLinkMaker({ baseUrl: 'https://mail.example', keys: keys.links });

const server = await createServer({ log: silentLog, trustProxy: false });
const on = createRegistrar<Scope>(
  server,
  createAuthorise(database, {
    network: createRateLimit(),
    logins: createLoginRates(database, keys.signIn),
    caller: createCallerLimit(100),
  }),
  { once: createOnce({ database, secrets }) },
);
signInRoutes(on, {
  database,
  install: { mailRouteOf: async () => 'sandbox', version: 'test', placeOf: () => null },
  baseUrl: 'https://mail.example',
  queueSystemMail: systemMailQueue(secrets),
  key: keys.signIn,
});
const mx = createMxWays({ log: silentLog });
after(() => mx.close());
const ways = createWays({
  database,
  mx,
  transport: smtpTransport,
  mailWay: way,
  secrets,
  connections: 4,
  worker: 'test',
  log: silentLog,
});
after(() => ways.stop());
deliveryRoutes(on, {
  database,
  mailWay: way,
  mx,
  secrets,
  sandboxKeep: 100,
  ways,
  sender: { from: { name: 'Mail Minion', address: 'no-reply@mail.example' }, site: 'mail.example' },
});
const url = await server.listen({ port: 0, host: '127.0.0.1' });
after(() => server.close());

const sendTest = createTestSender({
  database,
  ways,
  links,
  secrets,
});
const engine = await startEngine({
  database,
  ways,
  links,
  secrets,
  connections: 4,
  worker: 'test',
  log: silentLog,
  onFinished: async () => {},
});
after(() => engine.stop());

let made = 0;
async function newAccount(isOperator = false) {
  made += 1;
  const email = `delivery${made}@account.example`;
  const { accountId } = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email }, { isOperator }),
  );
  const client = createClient(url);
  await client.call(logIn, { body: { email, password: person.password } });
  return { accountId, client };
}

const snapshot = (fromEmail?: string) =>
  testSnapshot(
    { campaignId: '018f0000-0000-7000-8000-000000000001', listId: '018f0000-0000-7000-8000-000000000002' },
    fromEmail,
  );

async function testMails(accountId: string, count: number, fromEmail?: string) {
  const to = Array.from({ length: count }, (_, index) => `reader${index}@example.net`);
  const contact = { email: 'ada@example.net', fields: { first_name: 'Ada' } };
  return await sendTest({ accountId, snapshot: await snapshot(fromEmail), to, contact });
}

test('a test mail goes out at once, made like a real one and marked as a test', async () => {
  const { accountId, client } = await newAccount();
  const results = await testMails(accountId, 2);
  assert.deepEqual(
    results.map(({ email, accepted }) => [email, accepted]),
    [
      ['reader0@example.net', true],
      ['reader1@example.net', true],
    ],
  );
  const { items } = await client.call(contract.listSandboxMessages, { query: {} });
  assert.deepEqual(
    items.map((item) => item.subject),
    ['[Test] Hello Ada', '[Test] Hello Ada'],
  );
  const broken = await testMails(accountId, 1, 'not an address');
  assert.equal(broken[0]?.accepted, false);
  assert.match(broken[0]!.text, /not an email address/);
});

test('kept mail is listed page by page, searched, and read in every form by its account alone', async () => {
  const { accountId, client } = await newAccount();
  await testMails(accountId, 5);
  const first = await client.call(contract.listSandboxMessages, { query: { limit: 3 } });
  const second = await client.call(contract.listSandboxMessages, {
    query: { limit: 3, cursor: first.nextCursor! },
  });
  assert.deepEqual(
    [first.items.length, second.items.length, first.total, second.nextCursor],
    [3, 2, 5, null],
  );
  assert.equal(new Set([...first.items, ...second.items].map((item) => item.id)).size, 5);
  const found = await client.call(contract.listSandboxMessages, { query: { search: 'READER3@' } });
  assert.deepEqual(
    found.items.map((item) => item.to),
    ['reader3@example.net'],
  );
  assert.equal((await client.call(contract.listSandboxMessages, { query: { search: '100%' } })).total, 0);

  const { id } = found.items[0]!;
  const message = await client.call(contract.getSandboxMessage, { params: { id } });
  assert.match(message.html, /Dear Ada/);
  assert.match(message.text, /Dear Ada/);
  assert.ok(message.headers.some(({ name }) => name === 'List-Unsubscribe-Post'));

  const source = await client.fetch(contract.getSandboxSource, { params: { id } });
  assert.match(source.headers.get('content-type')!, /^text\/plain/);
  assert.equal((await PostalMime.parse(await source.arrayBuffer())).subject, '[Test] Hello Ada');

  const stranger = await newAccount();
  assert.equal((await stranger.client.call(contract.listSandboxMessages, { query: {} })).total, 0);
  for (const route of [contract.getSandboxMessage, contract.getSandboxSource]) {
    assert.equal((await stranger.client.fetch(route, { params: { id } })).status, 404);
  }
  await client.call(contract.clearSandbox, {});
  assert.equal((await client.call(contract.listSandboxMessages, { query: {} })).total, 0);
});

test('a key pair signs the mail of its domain and those below it, and mailauth agrees', async () => {
  const { accountId, client } = await newAccount();
  const rsa = await client.call(contract.createDkimKey, { body: { domain: 'Acme.example' } });
  const ed = await client.call(contract.createDkimKey, {
    body: { domain: 'acme.example', algorithm: 'ed25519-sha256', selector: 'ed' },
  });
  assert.match(rsa.record.name, /^mm\d{6}\w+\._domainkey\.acme\.example$/);
  await assert.rejects(
    client.call(contract.createDkimKey, { body: { domain: 'acme.example', selector: 'ED' } }),
    { code: 'already_exists' },
  );
  await assert.rejects(client.call(contract.createDkimKey, { body: { domain: 'no domain' } }), {
    code: 'invalid_input',
  });

  await testMails(accountId, 1, 'news@mail.acme.example');
  assert.deepEqual(await verifyNewest(client, [rsa, ed]), ['pass', 'pass']);
  await client.call(contract.deleteDkimKey, { params: { id: ed.id } });
  const { items } = await client.call(contract.listDkimKeys, {});
  assert.deepEqual(
    items.map((key) => key.id),
    [rsa.id],
  );
  await testMails(accountId, 1, 'news@acme.example');
  assert.deepEqual(await verifyNewest(client, [rsa]), ['pass']);
  await testMails(accountId, 1, 'news@other.example');
  assert.deepEqual(await verifyNewest(client, [rsa]), ['none']);
});

async function verifyNewest(
  client: Awaited<ReturnType<typeof newAccount>>['client'],
  published: { record: { name: string; strings: string[] } }[],
) {
  const { items } = await client.call(contract.listSandboxMessages, { query: { limit: 1 } });
  const source = await client.fetch(contract.getSandboxSource, { params: { id: items[0]!.id } });
  const resolver = async (name: string) =>
    published.filter(({ record }) => record.name === name).map(({ record }) => record.strings);
  const { results } = await dkimVerify(Buffer.from(await source.arrayBuffer()), {
    resolver: resolver as never,
  });
  return results.map((result) => result.status.result);
}

test('a key that cannot be used holds the send back instead of letting it out unsigned', async () => {
  const { accountId, client } = await newAccount();
  await client.call(contract.createDkimKey, { body: { domain: 'acme.example' } });
  await database.asSystem((tx) =>
    tx.execute(sql`update dkim_keys set private_key = '\\x00' where account_id = ${accountId}`),
  );
  const send = await testSend(database, 2, { accountId });
  const waiting = await until('the reason', async () => (await send.send()).waiting);
  assert.match(waiting, /DKIM key of acme\.example cannot be used/);
  assert.deepEqual(await send.states(), { queued: 2 });
});

test('the route is shown without its secrets, and a check walks it step by step', async () => {
  const { client } = await newAccount();
  const route = await client.call(contract.getMailRoute, {});
  assert.deepEqual(
    [route.mode, route.host, route.port, route.encryption],
    ['sandbox', '127.0.0.1', sandbox.port, 'none'],
  );
  const { ok, steps } = await client.call(contract.checkMailRoute, { body: { from: 'news@acme.example' } });
  assert.ok(ok, JSON.stringify(steps));
  assert.deepEqual(
    steps.map((one) => one.step),
    ['connect', 'encryption', 'login', 'sender'],
  );
  const elsewhere = { body: { smtpUrl: `smtp://127.0.0.1:${sandbox.port}` } };
  await assert.rejects(client.call(contract.checkMailRoute, elsewhere), { code: 'forbidden' });
  const operator = await newAccount(true);
  await assert.rejects(operator.client.call(contract.checkMailRoute, elsewhere), { code: 'forbidden' });
  await database.asSystem((tx) =>
    tx.execute(sql`update sessions set second_factor = true where account_id = ${operator.accountId}`),
  );
  assert.equal((await operator.client.call(contract.checkMailRoute, elsewhere)).steps[0]?.ok, true);
});

test('the web version is the mail that was sent, without the pixel', async () => {
  const send = await testSend(database, 2);
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  const { accountId, sendId } = send;
  const renderWebVersion = createWebVersions({ database, links });
  const html = await renderWebVersion({ accountId, sendId, position: 2 });
  assert.match(html!, /Dear Ada2/);
  assert.match(html!, /https:\/\/mail\.example\/c\//);
  assert.doesNotMatch(html!, /https:\/\/mail\.example\/o\//);
  assert.equal(await renderWebVersion({ accountId, sendId, position: 3 }), undefined);
});
