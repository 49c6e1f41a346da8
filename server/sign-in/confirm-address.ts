import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/** Notes that mail to the user's address reaches them. For the system role. */
export async function confirmAddress(tx: Tx, userId: string): Promise<void> {
  await tx.execute(sql`update users set confirmed_at = coalesce(confirmed_at, now()) where id = ${userId}`);
}

/** Whether an owner of the account has a confirmed address, without which nothing is sent for it. */
export async function isConfirmed(tx: Tx, accountId: string): Promise<boolean> {
  const { found } = await tx.one<{ found: boolean }>(sql`
    select exists (select from memberships m join users u on u.id = m.user_id
      where m.account_id = ${accountId} and m.role = 'owner' and u.confirmed_at is not null) as found`);
  return found;
}

/** @throws not_confirmed */
export async function requireConfirmed(database: Database, accountId: string): Promise<void> {
  if (!(await database.inAccount(accountId, (tx) => isConfirmed(tx, accountId))))
    throw problem('not_confirmed');
}
