import { readPlanUse } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { OperatorsAccountDetail } from './contract.ts';
import { readOperatorsAccount } from './list-accounts.ts';

/** Days that mail is shown for. */
const USAGE_DAYS = 30;

/** One account with its people, its plan, its use by day and the operators' notes. @throws not_found */
export async function readAccountDetail(database: Database, id: string): Promise<OperatorsAccountDetail> {
  const detail = await database.asSystem(async (tx) => {
    const account = await readOperatorsAccount(tx, id);
    const people = await tx.query<OperatorsAccountDetail['people'][number]>(sql`
      select u.id, u.name, u.email, m.role, m.last_seen_at as "lastSeenAt"
      from memberships m join users u on u.id = m.user_id where m.account_id = ${id}
      order by array_position(array['owner', 'admin', 'editor', 'analyst'], m.role), lower(u.name), u.id`);
    const days = await tx.query<OperatorsAccountDetail['days'][number]>(sql`
      select day::text, sum(accepted)::int as accepted, sum(deferred)::int as deferred, sum(rejected)::int as rejected
      from server_days where account_id = ${id} and day > (now() at time zone 'UTC')::date - ${USAGE_DAYS}::int
      group by day order by day`);
    const notes = await tx.query<OperatorsAccountDetail['notes'][number]>(sql`
      select n.id, n.text, u.name as "writtenBy", n.written_at as "writtenAt"
      from operator_notes n left join users u on u.id = n.written_by
      where n.account_id = ${id} order by n.written_at desc, n.id desc`);
    return { ...account, people, days, notes };
  });
  const { plan: limits, use } = await readPlanUse(database, id);
  return { ...detail, limits, use };
}
