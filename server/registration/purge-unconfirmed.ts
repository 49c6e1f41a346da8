import type { QueueSystemMail } from '#server/accounts/index.ts';
import { beginWithin, eraseAccount } from '#server/closing/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { enqueue, type JobHandlers } from '#server/platform/queue/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { isConfirmed } from '#server/sign-in/index.ts';

/** For how long an account waits for its owner to confirm the address. */
const DAYS = 30;
const task = 'accounts.purge-unconfirmed';

/** Has the account purged when its time is over, unless the address is confirmed by then. */
export async function purgeUnlessConfirmed(tx: Tx, accountId: string): Promise<void> {
  await enqueue(tx, task, { accountId }, { runAt: new Date(Date.now() + DAYS * 86_400_000) });
}

interface PurgeDeps {
  database: Database;
  queueSystemMail: QueueSystemMail;
  secrets: Secrets;
}

export const purgeJobs = (deps: PurgeDeps): JobHandlers => ({
  [task]: async ({ accountId }, { signal }) => {
    const begun = await deps.database.asSystem((tx) => begin(tx, deps, String(accountId)));
    if (begun) await eraseAccount(deps, String(accountId), signal);
  },
});

/** Whoever confirms at this very moment either comes first or finds the link gone. */
async function begin(tx: Tx, deps: PurgeDeps, accountId: string): Promise<boolean> {
  await tx.query(sql`
    select from users u join memberships m on m.user_id = u.id where m.account_id = ${accountId} for update of u`);
  if (await isConfirmed(tx, accountId)) return false;
  return await beginWithin(tx, deps, accountId, 'never-confirmed');
}
