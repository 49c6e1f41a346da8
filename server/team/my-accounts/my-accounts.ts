import {
  isBound,
  lastUsedFirst,
  noteSeen,
  type OnAccountChanged,
  type Scope,
} from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { lockTeam, requireAnotherOwner } from '../who-owns.ts';
import type { MyAccount } from './contract.ts';

/** The accounts a user belongs to, of which a bound session knows one; the one used last comes first. */
export async function listMyAccounts(database: Database, scope: Scope): Promise<MyAccount[]> {
  const only = isBound(scope) ? sql`and a.id = ${scope.accountId}` : sql``;
  return await database.asSystem((tx) =>
    tx.query<MyAccount>(sql`
      select a.id, a.name, m.role, m.last_seen_at as "lastSeenAt"
      from memberships m join accounts a on a.id = m.account_id
      where m.user_id = ${scope.userId} ${only} order by ${lastUsedFirst}`),
  );
}

/**
 * Lets the session of the caller work in another account of the user's.
 * @throws not_found when the user does not belong to it
 */
export async function enterAccount(database: Database, scope: Scope, accountId: string): Promise<void> {
  await database.asSystem(async (tx) => {
    const moved = await tx.execute(sql`
      update sessions s set account_id = ${accountId} from memberships m
      where s.id = ${scope.session?.id} and m.account_id = ${accountId} and m.user_id = s.user_id`);
    if (!moved) throw problem('not_found', 'You do not belong to this account.');
    await noteSeen(tx, accountId, scope.userId ?? '');
  });
}

/**
 * Ends the membership of the caller in the account the session works in. The session goes on in the account used before,
 * or in none; the user's other sessions in this account end.
 * @throws wrong_state for the last owner; bound_session
 */
export async function leaveAccount(
  { database, onAccountChanged }: { database: Database; onAccountChanged: OnAccountChanged },
  { accountId, userId, session }: Scope,
): Promise<void> {
  if (!userId || !session) throw problem('forbidden');
  if (session.boundBy !== null) throw problem('bound_session');
  await database.asSystem(async (tx) => {
    await lockTeam(tx, accountId);
    await requireAnotherOwnerIfOwner(tx, accountId, userId);
    await tx.execute(sql`
      update sessions set account_id = (
        select m.account_id from memberships m where m.user_id = ${userId} and m.account_id <> ${accountId}
        order by ${lastUsedFirst} limit 1)
      where id = ${session.id}`);
    await tx.execute(sql`delete from memberships where account_id = ${accountId} and user_id = ${userId}`);
    await onAccountChanged(tx, accountId);
  });
}

async function requireAnotherOwnerIfOwner(tx: Tx, accountId: string, userId: string): Promise<void> {
  const owns = await tx.maybeOne(sql`
    select from memberships where account_id = ${accountId} and user_id = ${userId} and role = 'owner'`);
  if (owns) await requireAnotherOwner(tx, accountId, userId);
}
