import { closingColumn } from '#server/accounts/index.ts';
import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { OperatorsAccount } from './contract.ts';

/** Days that mail is counted for. */
const USAGE_DAYS = 30;

/** What operators see of accounts: nothing of their lists and mail. Counts of mail are those of the servers' days. */
const accounts = (where: Sql): Sql => sql`
  select a.id, a.name, a.created_at as "createdAt", a.daily_cap as "dailyCap", a.suspended_reason as "suspendedReason",
    a.suspended_at as "suspendedAt", a.links_stopped as "linksStopped", ${closingColumn}, people.owners, people.members, people.last_seen_at as "lastSeenAt",
    coalesce(${accepted}, 0) as accepted, (select count(*) from contacts c where c.account_id = a.id) as contacts,
    (select json_build_object('id', p.id, 'name', p.name) from plans p where p.id = a.plan_id) as plan
  from accounts a
  cross join lateral (
    select coalesce(array_agg(u.name order by m.created_at) filter (where m.role = 'owner'), '{}') as owners,
      count(*)::int as members, max(m.last_seen_at) as last_seen_at
    from memberships m join users u on u.id = m.user_id where m.account_id = a.id
  ) people
  where ${where}`;

const accepted: Sql = sql`(
  select sum(d.accepted)::int from server_days d
  where d.account_id = a.id and d.day > (now() at time zone 'UTC')::date - ${USAGE_DAYS}::int)`;
const lastSeen: Sql = sql`(select max(m.last_seen_at) from memberships m where m.account_id = a.id)`;

/** Ids are made in the order of time. */
const orders: Record<AccountFilter['sort'], Sql> = {
  newest: sql`a.id desc`,
  name: sql`lower(a.name), a.id`,
  accepted: sql`coalesce(${accepted}, 0) desc, a.id desc`,
  seen: sql`${lastSeen} desc nulls last, a.id desc`,
};

interface AccountFilter {
  search?: string | undefined;
  state?: 'active' | 'suspended' | 'closing' | undefined;
  plan?: string | undefined;
  sort: 'newest' | 'name' | 'accepted' | 'seen';
  /** How many are before the page. */
  cursor?: number | undefined;
  limit: number;
}

/** A page of accounts. What is counted for each is counted for those on the page alone. */
export async function listAccounts(
  database: Database,
  { cursor = 0, limit, sort, ...filter }: AccountFilter,
) {
  const wanted = matching(filter);
  return await database.asSystem(async (tx) => {
    const page = await tx.query<{ id: string }>(sql`
      select a.id from accounts a where ${wanted} order by ${orders[sort]} limit ${limit + 1} offset ${cursor}`);
    const ids = page.slice(0, limit).map(({ id }) => id);
    const items = await tx.query<OperatorsAccount>(sql`
      ${accounts(sql`a.id = any (${ids}::uuid[])`)} order by array_position(${ids}::uuid[], a.id)`);
    const { total } = await tx.one<{ total: number }>(
      sql`select count(*) as total from accounts a where ${wanted}`,
    );
    return { items, total, nextCursor: page.length > limit ? String(cursor + limit) : null };
  });
}

const matching = ({ search = '', state, plan }: Pick<AccountFilter, 'search' | 'state' | 'plan'>): Sql => sql`
  (${state ?? null}::text is null or ${state ?? null}::text = case
    when a.closing_at is not null then 'closing' when a.suspended_at is not null then 'suspended' else 'active' end)
  and (${plan ?? null}::text is null or coalesce(a.plan_id::text, 'none') = ${plan ?? null}::text)
  and (${search} = '' or position(lower(${search}) in lower(a.name)) > 0 or exists (
    select from memberships m join users u on u.id = m.user_id
    where m.account_id = a.id and position(lower(${search}) in lower(u.name || ' ' || u.email)) > 0))`;

/** One account as the list shows it. @throws not_found */
export async function readOperatorsAccount(tx: Tx, id: string): Promise<OperatorsAccount> {
  const found = await tx.maybeOne<OperatorsAccount>(accounts(sql`a.id = ${id}`));
  if (!found) throw problem('not_found', 'There is no such account.');
  return found;
}
