import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { cancelSend } from '../sends/index.ts';
import { RangeKeeper } from './range-keeper.ts';

const { database } = await testDatabase();

test('a send that is left alone is found once it is cancelled', async () => {
  const send = await testSend(database, 1);
  await database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId));
  const keeper = new RangeKeeper(database, 'worker', async () => {});
  await keeper.leaseMore([send.sendId], true);
  assert.ok(keeper.ranges.some(({ sendId, isOver }) => sendId === send.sendId && isOver));
});

test('a send is found behind any number of older ones that are left alone', async () => {
  const young = await testSend(database, 1);
  const standing = await olderSends(young, 1_000);
  const keeper = new RangeKeeper(database, 'worker', async () => {});
  assert.ok(await keeper.leaseMore(standing, true));
  assert.deepEqual(
    keeper.ranges.map(({ sendId }) => sendId),
    [young.sendId],
  );
});

/** So many sends of the same account that began before it and have a range to be leased. */
async function olderSends({ accountId, sendId }: { accountId: string; sendId: string }, count: number) {
  const sends = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`
      with older as (
        insert into campaigns (account_id, id, name, content)
        select ${accountId}, gen_random_uuid(), 'Older', '{}' from generate_series(1, ${count}::int) returning id
      ), began as (
        insert into sends (account_id, id, campaign_id, snapshot, state, started_at, planned)
        select ${accountId}, gen_random_uuid(), older.id, young.snapshot, 'sending', young.started_at - interval '1 h', 1
        from older, sends young where young.account_id = ${accountId} and young.id = ${sendId} returning id
      ), ranges as (
        insert into send_ranges (account_id, send_id, first_position, last_position)
        select ${accountId}, id, 1, 1 from began
      )
      select id from began`),
  );
  return sends.map(({ id }) => id);
}
