import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import { type Sql, sql } from '#server/platform/database/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { type TestSend, testSend } from '#testing/ledger.ts';
import { oneWay } from '#testing/one-way.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { MOST_RESENDS } from '../sends/doubt.ts';
import { cancelSend, confirmArrival, resendUncertain } from '../sends/index.ts';
import { parseSmtpUrl, smtpTransport } from '../smtp/index.ts';
import type { HeldRange, Settlement } from './held-range.ts';
import { startEngine } from './index.ts';
import { findWork, leaseRange } from './lease-range.ts';
import { passMessages } from './pass-messages.ts';
import { recoverRanges } from './recover-ranges.ts';
import { releaseRange } from './release-range.ts';

const { database } = await testDatabase();

async function engineOn(t: TestContext, script: Script) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  const route = parseSmtpUrl(`smtp://127.0.0.1:${server.port}`);
  const engine = await startEngine({
    database,
    ways: oneWay({ route, transport: smtpTransport, connections: 2 }),
    links: createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(Buffer.alloc(32, 2)) }),
    secrets: testSecrets(database),
    connections: 2,
    worker: t.name,
    log: silentLog,
    onFinished: async () => {},
    schedule: () => 0,
  });
  t.after(() => engine.stop());
  return server;
}

/** A send of one message, or of so many in one range, that goes again when nobody knows. */
const aboutToSend = (recipients = 1, whenUnsure: 'keep' | 'resend' = 'resend') =>
  testSend(database, recipients, { whenUnsure, rangeSize: recipients });

const run = (statement: Sql) => database.asSystem((tx) => tx.execute(statement));
const open = ({ sendId }: TestSend) =>
  sql`update messages set opened_at = now() where send_id = ${sendId} and position = 1`;
const isFinished = (send: TestSend) => async () => (await send.send()).state === 'finished';
const first = async (send: TestSend) => (await send.messages())[0]!;

async function lease({ sendId }: TestSend): Promise<HeldRange> {
  const work = (await findWork(database)).find((one) => one.sendId === sendId)!;
  return (await leaseRange(database, work, 'test'))!;
}

/** Lets the first message through the gate. */
const hand = (range: HeldRange) => passMessages(database, [], [{ range, position: 1 }]);

/** The worker is gone, and another one notices. */
async function crash({ sendId }: TestSend): Promise<void> {
  await run(sql`update send_ranges set leased_until = now() - interval '1 s' where send_id = ${sendId}`);
  await recoverRanges(database);
}

/** What a connection says that broke after the final dot. */
const unknown = (range: HeldRange): Settlement => ({
  ...{ range, position: 1, email: 'p1@example.net', state: 'uncertain', waitSeconds: 0, isCounted: true },
  ...{ replyCode: null, reply: null, failure: 'The line went dead.', serverId: null },
});

/** Begins something while a person's opening is stored but not committed; it must wait for that. */
async function whileOpening<T>(send: TestSend, begin: () => Promise<T>): Promise<T> {
  let begun: Promise<T> | undefined;
  await database.asSystem(async (tx) => {
    await tx.execute(open(send));
    begun = begin();
    await until('it to wait', () =>
      tx.maybeOne(sql`
        select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`),
    );
  });
  return await begun!;
}

test('a message opened before its connection broke is sent, and no second copy goes', async (t) => {
  const sends = [await aboutToSend(1, 'resend'), await aboutToSend(1, 'keep')];
  const opening = sql`update messages set opened_at = now() where state = 'handed'`;
  const openAndDrop = (socket: Socket) => void run(opening).finally(() => socket.destroy());
  const server = await engineOn(t, { dot: openAndDrop });
  for (const send of sends) {
    await until('the send to finish', isFinished(send));
    assert.deepEqual(await send.counters(), { sent: 1 });
    const { state, failure, reply } = await first(send);
    assert.deepEqual([state, failure], ['sent', null]);
    assert.match(reply!, /a person has opened it/);
  }
  assert.equal(server.messages.length, 2);
});

test('a message that waits to go again and is opened meanwhile is settled at the gate', async () => {
  const send = await aboutToSend();
  const range = await lease(send);
  await hand(range);
  await passMessages(database, [unknown(range)], []);
  assert.deepEqual(await send.states(), { deferred: 1 });
  const { handed } = await whileOpening(send, () => hand(range));
  assert.deepEqual(handed, [], 'the opening was committed before the gate could decide');
  assert.deepEqual(await send.states(), { sent: 1 });
  assert.deepEqual(await send.counters(), { sent: 1 });
  assert.equal((await first(send)).attempts, 1);
});

test('what a crashed worker had handed is sent where a person opened it, also in the very moment', async () => {
  const send = await aboutToSend();
  await hand(await lease(send));
  await whileOpening(send, () => crash(send));
  assert.deepEqual(await send.states(), { sent: 1 });
  assert.deepEqual(await send.counters(), { sent: 1 });
});

test('a person’s sending again leaves out who opens in the very moment', async () => {
  const send = await aboutToSend(1, 'keep');
  await hand(await lease(send));
  await crash(send);
  assert.deepEqual(await send.states(), { uncertain: 1 });
  const again = () =>
    database.inAccount(send.accountId, (tx) => resendUncertain(tx, send.scope, send.sendId));
  assert.equal(await whileOpening(send, again), 0);
  assert.deepEqual(await send.counters(), { sent: 1 });
});

test('an opening that meets a busy range is settled when the range is given back', async () => {
  const send = await aboutToSend(2, 'keep');
  const range = await lease(send);
  await hand(range);
  await passMessages(database, [{ ...unknown(range), waitSeconds: null }], []);
  await database.asSystem(async (busy) => {
    await busy.query(sql`select from send_ranges where send_id = ${send.sendId} for update`);
    await database.asSystem(async (tx) => {
      await tx.execute(open(send));
      await confirmArrival(tx, [{ ...send.scope, sendId: send.sendId, position: 1 }]);
    });
  });
  assert.deepEqual(await send.counters(), { uncertain: 1 });
  await releaseRange(database, range, async () => {});
  assert.deepEqual(await send.counters(), { sent: 1 });
  assert.deepEqual(await send.states(), { queued: 1, sent: 1 });
});

test('a message goes again so often and no more, whatever breaks the connection', async (t) => {
  const send = await aboutToSend();
  const server = await engineOn(t, { dot: 'drop' });
  await until('the send to finish', isFinished(send), 30);
  const copies = server.messages.filter(({ bytes }) => bytes.includes(`<${send.sendId}.1@`));
  assert.equal(copies.length, 1 + MOST_RESENDS);
  assert.deepEqual(await send.counters(), { uncertain: 1 });
  assert.match(
    (await first(send)).failure!,
    /^It was sent again 3 times, and nobody knows still .+ by itself\. ./,
  );
});

test('a message that every worker dies of goes again so often and no more; then a person decides', async () => {
  const send = await aboutToSend();
  for (let crashes = 0; crashes <= MOST_RESENDS; crashes++) {
    const { handed } = await hand(await lease(send));
    assert.equal(handed.length, 1);
    await crash(send);
  }
  assert.deepEqual(await send.counters(), { uncertain: 1 });
  assert.match((await first(send)).failure!, /^It was sent again 3 times/);

  await database.inAccount(send.accountId, (tx) => resendUncertain(tx, send.scope, send.sendId));
  assert.equal((await hand(await lease(send))).handed.length, 1, 'a person may send it once more');
  await crash(send);
  assert.deepEqual(await send.counters(), { uncertain: 1 });
});

test('what waits to go again and may not is uncertain, because it may have arrived', async () => {
  const cancelled = await aboutToSend(2);
  await hand(await lease(cancelled));
  await crash(cancelled);
  await database.inAccount(cancelled.accountId, (tx) => cancelSend(tx, cancelled.scope, cancelled.sendId));
  await releaseRange(database, await lease(cancelled), async () => {});
  assert.deepEqual(await cancelled.counters(), { uncertain: 1, cancelled: 1 });
  assert.match((await first(cancelled)).failure!, /was cancelled\. An earlier copy of it may have arrived\./);

  const left = await aboutToSend();
  await hand(await lease(left));
  await crash(left);
  await run(sql`update contacts set status = 'unsubscribed' where account_id = ${left.accountId}`);
  assert.deepEqual((await hand(await lease(left))).handed, []);
  assert.deepEqual(await left.counters(), { uncertain: 1 });
  assert.match((await first(left)).failure!, /has unsubscribed\. An earlier copy of it may have arrived\./);
});
