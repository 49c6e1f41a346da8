import type { Role } from '#server/accounts/contract.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

export const isRestrictable = (role: Role) => role === 'editor' || role === 'analyst';

/**
 * Makes sure that a role can be restricted to these lists of the account.
 * @throws invalid_input for a role that sees all lists, and for lists there are not
 */
export async function requireRestriction(tx: Tx, role: Role, listIds: readonly string[]): Promise<void> {
  if (!isRestrictable(role))
    throw problem('invalid_input', 'Owners and admins see all lists. Make them an editor or analyst first.');
  const wanted = [...new Set(listIds)];
  const { found } = await tx.one<{ found: number }>(
    sql`select count(*)::int as found from lists where id = any(${wanted}::uuid[])`,
  );
  if (found < wanted.length)
    throw problem('invalid_input', 'One of these lists is gone. Reload and choose again.', {
      listIds: 'One of these lists is gone.',
    });
}

/** Restricts a member to those of the lists that there are; with null they see all. */
export async function restrictMember(
  tx: Tx,
  { accountId, userId }: { accountId: string; userId: string },
  listIds: readonly string[] | null,
): Promise<void> {
  await tx.execute(sql`
    update memberships set restricted = ${listIds !== null} where account_id = ${accountId} and user_id = ${userId}`);
  await tx.execute(sql`delete from member_lists where account_id = ${accountId} and user_id = ${userId}`);
  await tx.execute(sql`
    insert into member_lists (account_id, user_id, list_id)
    select ${accountId}, ${userId}, l.id from lists l
    where l.account_id = ${accountId} and l.id = any(${[...(listIds ?? [])]}::uuid[])`);
}
