import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/** The id of the install's account in a query of the system role; null while nobody runs the install. */
export const homeAccountId: Sql = sql`coalesce(
  (select home_account from install_settings),
  (select m.account_id from users u join memberships m on m.user_id = u.id
    where u.staff_role is not null order by u.created_at, u.id, m.created_at limit 1))`;

/**
 * The account of whoever set the install up: mail of the install itself is signed with its keys and, in try-out mode, lands in
 * its sandbox. It stays the same whoever runs the install later. Undefined before set-up. Runs as the system role.
 */
export async function accountOfInstall(tx: Tx): Promise<string | undefined> {
  const found = await tx.one<{ id: string | null }>(sql`select ${homeAccountId} as id`);
  return found.id ?? undefined;
}

/** The same where there must be one. @throws when the install was never set up */
export async function homeAccount(tx: Tx): Promise<string> {
  const id = await accountOfInstall(tx);
  if (!id) throw new Error('The install has no account of its own: it was never set up.');
  return id;
}
