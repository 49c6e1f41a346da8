import { sql, type Tx } from '#server/platform/database/index.ts';

/**
 * Deletes an account with everything that is in it, and those of its users who belong nowhere else. Runs as the system
 * role. Whoever runs the install stays.
 */
export async function eraseAccount(tx: Tx, accountId: string): Promise<void> {
  const members = await tx.query<{ id: string }>(
    sql`select user_id as id from memberships where account_id = ${accountId}`,
  );
  await tx.execute(sql`delete from accounts where id = ${accountId}`);
  await tx.execute(sql`
    delete from users u where id = any(${members.map(({ id }) => id)}::uuid[]) and staff_role is null
      and not exists (select from memberships m where m.user_id = u.id)`);
}
