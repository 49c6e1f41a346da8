import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend, testSnapshot } from '#testing/ledger.ts';
import { findWork, leaseRange } from '../engine/lease-range.ts';
import { releaseRange } from '../engine/release-range.ts';
import { cancelSend, planSend, startSend } from './index.ts';

const { database } = await testDatabase();
const nobody = async () => {};

test('what is written down while a send is cancelled is cancelled too', async () => {
  const { accountId, scope, listId } = await testSend(database, 3);
  const campaignId = newId();
  const snapshot = await testSnapshot({ campaignId, listId });
  const { sendId } = await database.inAccount(accountId, async (tx) => {
    await tx.execute(
      sql`insert into campaigns (account_id, id, name, content) values (${accountId}, ${campaignId}, 'Test', '{}')`,
    );
    return await startSend(tx, scope, { campaignId, listIds: [listId], snapshot });
  });

  // While a part is written the send's row is free: somebody cancels it after the planning has looked at it.
  const cancel = () => database.inAccount(accountId, (tx) => cancelSend(tx, scope, sendId));
  const recipients = sql`select id as contact_id, email from contacts where account_id = ${accountId}`;
  await database.inAccount(accountId, async (tx) => {
    const meanwhile: Tx = {
      query: (statement) => tx.query(statement),
      one: (statement) => tx.one(statement),
      maybeOne: (statement) => tx.maybeOne(statement),
      async execute(statement) {
        await cancel();
        return await tx.execute(statement);
      },
    };
    await planSend(meanwhile, scope, { sendId, recipients });
  });

  for (const work of (await findWork(database)).filter((one) => one.sendId === sendId))
    await releaseRange(database, (await leaseRange(database, work, 'test'))!, nobody);
  const end = await database.asSystem((tx) =>
    tx.one(sql`
      select s.state, s.finished_at is not null as "isOver", s.planned,
        (select sum(cancelled)::int from send_ranges where send_id = s.id) as cancelled,
        (select count(*)::int from messages where send_id = s.id and state = 'cancelled') as marked
      from sends s where id = ${sendId}`),
  );
  assert.deepEqual(end, { state: 'cancelled', isOver: true, planned: 3, cancelled: 3, marked: 3 });
});
