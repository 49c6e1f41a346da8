import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { until } from '#testing/until.ts';
import type { HeldRange, Settlement } from './held-range.ts';
import { findWork, leaseRange, renewLeases } from './lease-range.ts';
import { passMessages } from './pass-messages.ts';

const { database } = await testDatabase();

async function lease(sendId: string): Promise<HeldRange> {
  const work = (await findWork(database)).find((one) => one.sendId === sendId)!;
  return (await leaseRange(database, work, 'test'))!;
}

const outcome = (range: HeldRange, position: number, state: Settlement['state']): Settlement => ({
  range,
  position,
  email: `p${position}@example.net`,
  state,
  ...{ replyCode: null, reply: null, failure: null, waitSeconds: null, isCounted: state !== 'queued' },
  serverId: null,
});

test('outcomes of a lost lease and of the next one, settled at once, are all counted', async () => {
  const send = await testSend(database, 2);
  const lost = await lease(send.sendId);
  await passMessages(database, [], [{ range: lost, position: 1 }]);
  await database.asSystem(async (tx) => {
    await tx.execute(
      sql`update messages set state = 'uncertain' where send_id = ${send.sendId} and position = 1`,
    );
    await tx.execute(
      sql`update send_ranges set state = 'open', lease = null, uncertain = 1 where send_id = ${send.sendId}`,
    );
  });
  const next = await lease(send.sendId);
  await passMessages(database, [], [{ range: next, position: 2 }]);
  await passMessages(database, [outcome(lost, 1, 'sent'), outcome(next, 2, 'sent')], []);
  assert.deepEqual(await send.counters(), await send.states());
});

test('an outcome that comes late to the database does not touch a message that was handed again meanwhile', async () => {
  const send = await testSend(database, 1);
  const range = await lease(send.sendId);
  await passMessages(database, [], [{ range, position: 1 }]);
  // A connection broke: the round was repeated and went on while the server still held the first statement of it back.
  let late: Promise<unknown> | undefined;
  await database.asSystem(async (tx) => {
    await tx.query(sql`select from send_ranges where send_id = ${send.sendId} for update`);
    late = passMessages(database, [outcome(range, 1, 'queued')], []);
    await until('it to wait', () =>
      tx.maybeOne(sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%send_ranges%'`),
    );
    await tx.execute(
      sql`update messages set handed_at = clock_timestamp() where send_id = ${send.sendId} and position = 1`,
    );
  });
  await late;
  assert.deepEqual(await send.states(), { handed: 1 });
});

test('leases are renewed beside the rounds without either waiting for the other', async () => {
  const send = await testSend(database, 40, { rangeSize: 1 });
  const ranges: HeldRange[] = [];
  while (ranges.length < 40) ranges.push(await lease(send.sendId));
  // So that they do not lie in the order of their keys.
  for (const { firstPosition } of [...ranges].reverse())
    await database.asSystem((tx) =>
      tx.execute(sql`
        update send_ranges set waiting = repeat('x', 600), waiting_kind = 'server_down' where send_id = ${send.sendId} and first_position = ${firstPosition}`),
    );
  const leases = ranges.map((range) => range.lease);
  const rounds = ranges.map((range) => ({ range, position: range.firstPosition }));
  for (let i = 0; i < 15; i++) {
    const wishes = i === 0 ? rounds : [];
    const settled = i === 1 ? rounds.map(({ range, position }) => outcome(range, position, 'sent')) : [];
    const again = rounds.map(({ range, position }) => outcome(range, position, 'sent'));
    const [kept] = await Promise.all([
      renewLeases(database, leases),
      passMessages(database, i < 2 ? settled : again, wishes),
    ]);
    assert.equal(kept.size, 40);
  }
  assert.deepEqual(await send.counters(), { sent: 40 });
});
