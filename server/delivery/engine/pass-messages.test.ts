import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { testDatabase } from '#testing/database.ts';
import { type TestSend, testSend } from '#testing/ledger.ts';
import { until } from '#testing/until.ts';
import { cancelSend, pauseSend } from '../sends/index.ts';
import type { HeldRange } from './held-range.ts';
import { leaseRange } from './lease-range.ts';
import { passMessages } from './pass-messages.ts';

const { database } = await testDatabase();

/** Two ranges of one send, as two workers hold them. */
async function twoRanges(): Promise<{ send: TestSend; one: HeldRange; two: HeldRange }> {
  const send = await testSend(database, 4, { rangeSize: 2 });
  const { accountId, sendId } = send;
  const work = { accountId, sendId, stream: 'marketing', whenUnsure: 'keep', isCancelled: false } as const;
  const [one, two] = [await leaseRange(database, work, 'one'), await leaseRange(database, work, 'two')];
  return { send, one: one!, two: two! };
}

/** Transactions that wait for another one. */
const waiting = async () =>
  (
    await database.asSystem((tx) =>
      tx.one<{ count: number }>(sql`
        select count(distinct pid) from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database()`),
    )
  ).count;

/** Keeps whoever passes the first message of a range at the gate until `free()`. */
async function heldAtTheGate({ accountId, sendId, firstPosition }: HeldRange) {
  let free = () => {};
  let held = () => {};
  const isHeld = new Promise<void>((resolve) => {
    held = resolve;
  });
  const holding = database.asSystem(async (tx) => {
    await tx.query(sql`
      select from messages where account_id = ${accountId} and send_id = ${sendId} and position = ${firstPosition}
      for update`);
    held();
    await new Promise<void>((resolve) => {
      free = resolve;
    });
  });
  await isHeld;
  return async () => {
    free();
    await holding;
  };
}

for (const [what, steer] of [
  ['pauses', pauseSend],
  ['cancels', cancelSend],
] as const) {
  test(`whoever ${what} is next at the gate, before all who come later`, async () => {
    const { send, one, two } = await twoRanges();
    const letGo = await heldAtTheGate(one);
    const first = passMessages(database, [], [{ range: one, position: one.firstPosition }]);
    await until('a worker to be at the gate', async () => (await waiting()) === 1);
    const steering = database.inAccount(send.accountId, (tx) => steer(tx, send.scope, send.sendId));
    await until('the person to wait for it', async () => (await waiting()) === 2);
    const second = passMessages(database, [], [{ range: two, position: two.firstPosition }]);
    await until('the other worker to wait', async () => (await waiting()) === 3);
    await letGo();
    assert.equal((await first).handed.length, 1, 'it was at the gate before');
    assert.equal(await steering, true);
    assert.deepEqual(await second, { handed: [], closed: [two] });
  });
}

test('workers at one gate do not wait for each other', async () => {
  const { one, two } = await twoRanges();
  const letGo = await heldAtTheGate(one);
  const first = passMessages(database, [], [{ range: one, position: one.firstPosition }]);
  await until('a worker to be at the gate', async () => (await waiting()) === 1);
  const second = await passMessages(database, [], [{ range: two, position: two.firstPosition }]);
  assert.equal(second.handed.length, 1);
  await letGo();
  assert.equal((await first).handed.length, 1);
});

test('after a pause nothing passes, however many pass at the moment it is asked for', {
  timeout: 60_000,
}, async () => {
  for (let round = 0; round < 30; round++) {
    const { send, one, two } = await twoRanges();
    let isPaused = false;
    const pass = async (range: HeldRange) => {
      for (const position of [range.firstPosition, range.lastPosition]) {
        const wasPaused = isPaused;
        const { handed, closed } = await passMessages(database, [], [{ range, position }]);
        assert.equal(handed.length + closed.length, 1);
        assert.ok(!wasPaused || handed.length === 0, 'one passed after the pause');
      }
    };
    const passing = [pass(one), pass(two)];
    await database.inAccount(send.accountId, (tx) => pauseSend(tx, send.scope, send.sendId));
    isPaused = true;
    await Promise.all([...passing, pass(one), pass(two)]);
  }
});
