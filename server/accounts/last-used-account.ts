import { sql, type Tx } from '#server/platform/database/index.ts';

/** Orders the memberships `m` of a query: the one used last comes first. */
export const lastUsedFirst = sql`m.last_seen_at desc nulls last, m.created_at`;

/** Which account a user works in after logging in: the one used last; null when the user belongs to none. */
export async function accountToEnter(tx: Tx, userId: string): Promise<string | null> {
  const found = await tx.maybeOne<{ accountId: string }>(sql`
    select m.account_id as "accountId" from memberships m
    where m.user_id = ${userId} order by ${lastUsedFirst} limit 1`);
  return found?.accountId ?? null;
}

/** Notes that a user works in an account, for the list of members and the next login. Runs as the system role. */
export async function noteSeen(tx: Tx, accountId: string, userId: string): Promise<void> {
  await tx.execute(sql`
    update memberships set last_seen_at = now() where account_id = ${accountId} and user_id = ${userId}`);
}
