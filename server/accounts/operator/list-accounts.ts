import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { closingColumn } from '../closing/state/closing-column.ts';
import type { OperatorsAccount, OperatorsAccountDetail } from './contract.ts';

/** Days that usage is shown for. */
const USAGE_DAYS = 30;

/** What operators see of accounts: nothing of their lists and mail. Counts of mail are those of the servers' days. */
const accounts = (where: Sql): Sql => sql`
  select a.id, a.name, a.created_at as "createdAt", a.daily_cap as "dailyCap", a.suspended_reason as "suspendedReason",
    a.suspended_at as "suspendedAt", ${closingColumn}, people.owners, people.members, people.last_seen_at as "lastSeenAt",
    coalesce(use.accepted, 0) as accepted
  from accounts a
  cross join lateral (
    select coalesce(array_agg(u.name order by m.created_at) filter (where m.role = 'owner'), '{}') as owners,
      count(*)::int as members, max(m.last_seen_at) as last_seen_at
    from memberships m join users u on u.id = m.user_id where m.account_id = a.id
  ) people
  cross join lateral (
    select sum(d.accepted)::int as accepted from server_days d
    where d.account_id = a.id and d.day > (now() at time zone 'UTC')::date - ${USAGE_DAYS}::int
  ) use
  where ${where}`;

interface AccountFilter {
  search?: string | undefined;
  state?: 'active' | 'suspended' | 'closing' | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** A page of accounts, newest first: ids are made in the order of time. */
export async function listAccounts(database: Database, { search, state, cursor, limit }: AccountFilter) {
  const wanted = sql`
    (${state ?? null}::text is null or ${state ?? null}::text = case
      when a.closing_at is not null then 'closing' when a.suspended_at is not null then 'suspended' else 'active' end)
    and (${search ?? ''} = '' or position(lower(${search ?? ''}) in lower(a.name)) > 0 or exists (
      select from memberships m join users u on u.id = m.user_id
      where m.account_id = a.id and position(lower(${search ?? ''}) in lower(u.name || ' ' || u.email)) > 0))`;
  return await database.asSystem(async (tx) => {
    const items = await tx.query<OperatorsAccount>(sql`
      ${accounts(sql`${wanted} and (${cursor ?? null}::uuid is null or a.id < ${cursor ?? null}::uuid)`)}
      order by a.id desc limit ${limit + 1}`);
    const { total } = await tx.one<{ total: number }>(
      sql`select count(*) as total from accounts a where ${wanted}`,
    );
    const shown = items.slice(0, limit);
    return { items: shown, total, nextCursor: items.length > limit ? (shown.at(-1)?.id ?? null) : null };
  });
}

/** One account as the list shows it. @throws not_found */
export async function readOperatorsAccount(tx: Tx, id: string): Promise<OperatorsAccount> {
  const found = await tx.maybeOne<OperatorsAccount>(accounts(sql`a.id = ${id}`));
  if (!found) throw problem('not_found', 'There is no such account.');
  return found;
}

/** One account with its people, its use by day and the operators' notes. @throws not_found */
export async function readAccountDetail(database: Database, id: string): Promise<OperatorsAccountDetail> {
  return await database.asSystem(async (tx) => {
    const account = await readOperatorsAccount(tx, id);
    const { contacts } = await tx.one<{ contacts: number }>(
      sql`select count(*) as contacts from contacts where account_id = ${id}`,
    );
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
    return { ...account, contacts, people, days, notes };
  });
}
