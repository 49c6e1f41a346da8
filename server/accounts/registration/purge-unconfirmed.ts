import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { enqueue, type JobHandlers } from '#server/platform/queue/index.ts';
import { isConfirmed } from './confirm-address.ts';
import { eraseAccount } from './erase-account.ts';

/** For how long an account waits for its owner to confirm the address. */
const DAYS = 30;
const task = 'accounts.purge-unconfirmed';

/** Has the account purged when its time is over, unless the address is confirmed by then. */
export async function purgeUnlessConfirmed(tx: Tx, accountId: string): Promise<void> {
  await enqueue(tx, task, { accountId }, { runAt: new Date(Date.now() + DAYS * 86_400_000) });
}

export const purgeJobs = (database: Database): JobHandlers => ({
  [task]: async ({ accountId }) => database.asSystem((tx) => purge(tx, String(accountId))),
});

/** Whoever confirms at this very moment either comes first or finds the link gone. */
async function purge(tx: Tx, accountId: string): Promise<void> {
  await tx.query(sql`
    select from users u join memberships m on m.user_id = u.id where m.account_id = ${accountId} for update of u`);
  if (await isConfirmed(tx, accountId)) return;
  await eraseAccount(tx, accountId);
  // They outlive accounts, to say that one is gone; here nobody ever proved that the address is theirs.
  await tx.execute(sql`delete from system_mails where account_id = ${accountId}`);
}
