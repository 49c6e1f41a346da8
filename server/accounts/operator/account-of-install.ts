import { sql, type Tx } from '#server/platform/database/index.ts';

/**
 * The account of whoever set the install up: mail of the install itself is signed with its keys and, in try-out mode, lands in
 * its sandbox. Undefined while nobody runs the install. Runs as the system role.
 */
export async function accountOfInstall(tx: Tx): Promise<string | undefined> {
  const found = await tx.maybeOne<{ id: string }>(sql`
    select m.account_id as id from users u join memberships m on m.user_id = u.id
    where u.staff_role is not null order by u.created_at, u.id, m.created_at limit 1`);
  return found?.id;
}
