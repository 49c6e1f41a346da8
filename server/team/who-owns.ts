import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/**
 * Lets changes of who belongs to an account happen one after the other, so that what was looked at still holds when it is
 * changed. The database's own rule, keep_an_owner, takes the same lock.
 */
export async function lockTeam(tx: Tx, accountId: string): Promise<void> {
  await tx.query(sql`select from accounts where id = ${accountId} for no key update`);
}

/** To be called with the team locked. @throws wrong_state when nobody else owns the account */
export async function requireAnotherOwner(tx: Tx, accountId: string, userId: string): Promise<void> {
  const other = await tx.one<{ found: boolean }>(sql`
    select exists (select from memberships
      where account_id = ${accountId} and role = 'owner' and user_id <> ${userId}) as found`);
  if (!other.found)
    throw problem(
      'wrong_state',
      'The account would be left without an owner. Hand the ownership to another member first.',
    );
}
