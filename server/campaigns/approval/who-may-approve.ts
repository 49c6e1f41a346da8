import { rolesThatMay } from '#server/accounts/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';

/** Whether a member `m` may send the campaign `c`, which has to be within their reach. */
export const maySend: Sql = sql`
  m.role = any(${[...rolesThatMay('campaigns:send')]}) and (not m.restricted or not exists (
    select from campaign_lists l where l.account_id = c.account_id and l.campaign_id = c.id and l.list_id not in (
      select r.list_id from member_lists r where r.account_id = m.account_id and r.user_id = m.user_id)))`;

/** Whether the user of a column may send the campaign `c` at this moment. */
export const isStillSender = (userId: Sql): Sql => sql`exists (
  select from memberships m where m.account_id = c.account_id and m.user_id = ${userId} and ${maySend})`;

export interface Approver {
  id: string;
  name: string;
  email: string;
}

/** Who may send the campaign, and is neither of those left out. */
export async function approversOf(
  tx: Tx,
  campaignId: string,
  leftOut: readonly (string | null)[],
): Promise<Approver[]> {
  return await tx.query<Approver>(sql`
    select u.id, u.name, u.email from campaigns c
    join memberships m on m.account_id = c.account_id join users u on u.id = m.user_id
    where c.id = ${campaignId} and ${maySend} and u.id <> all(${leftOut.filter((id) => id !== null)}::uuid[])
    order by lower(u.name), u.id`);
}
