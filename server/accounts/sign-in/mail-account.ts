import { sql, type Tx } from '#server/platform/database/index.ts';
import { accountToEnter } from '../team/my-accounts/my-accounts.ts';

/** The account that mail to a person about their own login is sent for: theirs; the operator's when they belong to none. */
export async function mailAccountOf(tx: Tx, userId: string): Promise<string> {
  const own = await accountToEnter(tx, userId);
  if (own !== null) return own;
  const { accountId } = await tx.one<{ accountId: string }>(sql`
    select m.account_id as "accountId" from memberships m join users u on u.id = m.user_id
    order by u.staff_role is not null desc, m.created_at limit 1`);
  return accountId;
}
