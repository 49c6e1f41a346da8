import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { type TestSend, testSend } from '#testing/ledger.ts';
import { oneWay } from '#testing/one-way.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { createPace } from '../pace/index.ts';
import { cancelSend, resendUncertain } from '../sends/index.ts';
import { readQueue } from '../sends/read-queue.ts';
import { parseSmtpUrl, smtpTransport } from '../smtp/index.ts';
import type { Found, Leaving, Way, Ways } from '../ways/index.ts';
import { type EngineOptions, startEngine } from './index.ts';

const { database } = await testDatabase();
const links = createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(Buffer.alloc(32, 2)) });

async function startOn(t: TestContext, ways: Ways, options: Partial<EngineOptions> = {}) {
  const engine = await startEngine({
    database,
    ways,
    links,
    secrets: testSecrets(database),
    connections: 4,
    worker: t.name,
    log: silentLog,
    onFinished: async () => {},
    ...options,
  });
  t.after(() => engine.stop());
}

/** A mail server and the way to it. */
async function serverWith(t: TestContext, script: Script = {}, over: Partial<Way> = {}) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  const route = parseSmtpUrl(`smtp://127.0.0.1:${server.port}`);
  const { find } = oneWay({ route, transport: smtpTransport, connections: 4, over });
  const found = find({ accountId: '', fromDomain: '', stream: 'marketing' }, '');
  return { server, found, way: (found as { way: Way }).way };
}

const waysOf = (find: (leaving: Leaving, domain: string) => Found): Ways => ({
  find,
  report() {},
  onChange() {},
});

/** A way to where nothing listens. */
const nowhere = async (t: TestContext): Promise<Found> => {
  const { server, found } = await serverWith(t);
  await server.close().catch(() => {});
  server.close = async () => {};
  return found;
};

const cancel = (send: TestSend) =>
  database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId));

const isFinished = (send: TestSend) => async () => (await send.send()).state === 'finished';

test('one dead lane does not hold up the other messages of the same range', async (t) => {
  const dead = await nowhere(t);
  const { server, found } = await serverWith(t);
  const send = await testSend(database, 40, { domains: ['alive.example', 'dead.example'] });
  await startOn(
    t,
    waysOf((_, domain) => (domain === 'dead.example' ? dead : found)),
  );
  await until('the others to be sent', async () => (await send.states()).sent === 20);
  assert.ok(server.messages.every(({ to }) => to.endsWith('@alive.example')));
  const held = await until('the reason', async () => {
    const [item] = await database.inAccount(send.accountId, (tx) => readQueue(tx, send.scope));
    // Both ranges have been given back.
    return item?.held.find(({ count }) => count === 20);
  });
  assert.match(held.why, /refused the connection/);
  assert.equal(held.kind, 'install_down');
  assert.ok((await send.messages()).every(({ attempts, state }) => attempts === Number(state === 'sent')));
  await cancel(send);
});

test('a message waits while its way is looked up, and ends without a connection where that is known', async (t) => {
  const { server, found } = await serverWith(t);
  const send = await testSend(database, 6, { domains: ['slow.example', 'null.example'] });
  let isKnown = false;
  let tell = () => {};
  const refusal = {
    kind: 'rejected',
    stage: 'connect',
    enhanced: '5.1.10',
    text: 'The domain takes no mail.',
  } as const;
  await startOn(t, {
    find: (_, domain) => {
      if (domain === 'null.example') return { kind: 'verdict', outcome: refusal };
      return isKnown ? found : { kind: 'asking' };
    },
    report() {},
    onChange: (listener) => {
      tell = listener;
    },
  });
  await until('the verdicts', async () => (await send.states()).failed === 3);
  assert.deepEqual(await send.states(), { failed: 3, queued: 3 });
  assert.equal(server.connections, 0);
  isKnown = true;
  tell();
  await until('the send to finish', isFinished(send));
  assert.deepEqual(await send.counters(), { sent: 3, failed: 3 });
  assert.equal((await send.messages())[1]?.failure, '5.1.10 The domain takes no mail.');
});

test('a send that cannot go holds up nobody, however many ranges it has', async (t) => {
  const dead = await nowhere(t);
  const { found } = await serverWith(t);
  const stuck = await testSend(database, 800, { rangeSize: 10 });
  await startOn(
    t,
    waysOf(({ accountId }) => (accountId === stuck.accountId ? dead : found)),
  );
  await until('it to be stuck', async () => (await stuck.send()).waiting);
  const small = await testSend(database, 100, { rangeSize: 10 });
  await until('the small one to finish', isFinished(small));
  assert.deepEqual(await stuck.states(), { queued: 800 });
  await cancel(stuck);
});

test('transactional mail passes marketing mail of the same account', async (t) => {
  const { server, found } = await serverWith(t);
  const campaign = await testSend(database, 600);
  await startOn(
    t,
    waysOf(() => found),
    { connections: 2 },
  );
  await until('the campaign to be under way', () => server.messages.length > 20);
  const receipts = await testSend(database, 20, { stream: 'transactional', domains: ['receipt.example'] });
  await until('the receipts to be sent', isFinished(receipts));
  assert.equal((await campaign.send()).state, 'sending');
  await cancel(campaign);
});

test('a limit lets so many go and says that it holds the others', async (t) => {
  const send = await testSend(database, 30);
  const { accountId } = send;
  const limits = [{ seconds: 3600, most: 12 }];
  const subjects = [
    {
      accountId,
      subject: 'account',
      kind: 'server_limit' as const,
      serverId: newId(),
      limits,
      name: 'this account',
    },
  ];
  const { server, found } = await serverWith(t, {}, { subjects });
  await startOn(
    t,
    waysOf(() => found),
    { pace: createPace(database) },
  );
  const [item] = await until('the reason', async () => {
    const queue = await database.inAccount(accountId, (tx) => readQueue(tx, send.scope));
    return queue[0]?.held.length ? queue : undefined;
  });
  assert.match(item!.held[0]!.why, /limit of this account/);
  assert.equal(item!.held[0]!.kind, 'server_limit');
  assert.equal(item!.held[0]!.serverId, null, 'a server of somebody else is not named');
  assert.equal(server.messages.length, 12);
  assert.deepEqual(await send.states(), { queued: 18, sent: 12 });
  await cancel(send);
});

test('transactional mail whose fate is unknown goes again under the same Message-ID', async (t) => {
  const { server, found } = await serverWith(t, { dot: ['drop', '250 2.0.0 queued'] });
  const send = await testSend(database, 3, { stream: 'transactional', whenUnsure: 'resend' });
  await startOn(
    t,
    waysOf(() => found),
    { connections: 1, schedule: () => 0 },
  );
  await until('the send to finish', isFinished(send));
  assert.deepEqual(await send.counters(), { sent: 3 });
  const ids = server.messages.map(({ bytes }) => /^Message-ID: (.*)$/im.exec(bytes.toString('latin1'))?.[1]);
  assert.equal(ids.length, 4);
  assert.equal(new Set(ids).size, 3);
});

test('uncertain messages that a person sends again are counted once, and the send ends anew', async (t) => {
  const { server, found } = await serverWith(t, { dot: ['drop', 'drop', '250 2.0.0 queued'] });
  const send = await testSend(database, 5);
  await startOn(
    t,
    waysOf(() => found),
    { connections: 1 },
  );
  await until('the send to finish', isFinished(send));
  assert.deepEqual(await send.counters(), { sent: 3, uncertain: 2 });
  const resent = await database.inAccount(send.accountId, (tx) =>
    resendUncertain(tx, send.scope, send.sendId),
  );
  assert.equal(resent, 2);
  await until('the send to finish again', isFinished(send));
  assert.deepEqual(await send.counters(), { sent: 5 });
  assert.equal(server.messages.length, 7);
});

test('two engines share a small send about evenly', async (t) => {
  // Servers that take their time: otherwise it is over before the second one has heard of it.
  const unhurried = {
    dot: (socket: Socket) => void setTimeout(() => socket.write('250 2.0.0 taken\r\n'), 30),
  };
  const one = await serverWith(t, unhurried);
  const other = await serverWith(t, unhurried);
  // Both are there before it begins.
  for (const { found } of [one, other]) {
    await startOn(
      t,
      waysOf(() => found),
    );
  }
  const send = await testSend(database, 400);
  await until('the send to finish', isFinished(send));
  const shares = [one, other].map(({ server }) => server.messages.length);
  assert.equal(shares[0]! + shares[1]!, 400);
  assert.ok(Math.min(...shares) >= 80, shares.join(' and '));
});

test('a message refused for the rate alone comes back soon and keeps its tries', async (t) => {
  const { found } = await serverWith(t, {
    RCPT: ['421 4.7.0 too many messages, slow down', '250 ok'],
    DATA: ['354 go'],
  });
  const send = await testSend(database, 2);
  await startOn(
    t,
    waysOf(() => found),
    { connections: 1 },
  );
  const refused = await until('one to be deferred', async () =>
    (await send.messages()).find(({ state }) => state === 'deferred'),
  );
  assert.equal(refused.attempts, 0);
  const { seconds } = await database.asSystem((tx) =>
    tx.one<{ seconds: number }>(sql`
      select extract(epoch from next_at - now())::float8 as seconds from messages
      where send_id = ${send.sendId} and state = 'deferred'`),
  );
  assert.ok(seconds < 60, `${seconds} s`);
  await cancel(send);
});
