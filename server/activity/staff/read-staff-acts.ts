import { describeBrowser } from '#server/accounts/index.ts';
import { join, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import type { Sentences } from '../sentences.ts';
import type { StaffActivityAct, StaffActivityFilter } from './contract.ts';

type Found = Omit<StaffActivityAct, 'did' | 'browser'>;

/** Up to `limit` acts of those who run the install before the numbered one, newest first. */
export async function readStaffActs(
  tx: Tx,
  wanted: StaffActivityFilter & { before?: number | undefined; limit: number },
  sentences: Sentences,
): Promise<(StaffActivityAct & { number: number })[]> {
  const rows = await tx.query<Found & { number: number }>(sql`
    select s.number, s.id, s.at, s.act, s.ip, s.user_agent as "userAgent",
      json_build_object('id', s.user_id, 'name', u.name, 'staffRole', s.staff_role) as who,
      case when s.about_account is null then null
        else json_build_object('id', s.about_account, 'name', a.name) end as account,
      coalesce(o.object_name, ${nameBefore}) as "objectName",
      coalesce(o.outcome, 'unknown') as outcome, o.code
    from staff_acts s left join staff_act_outcomes o on o.act_id = s.id
      left join users u on u.id = s.user_id left join accounts a on a.id = s.about_account
    where ${matching(wanted)} ${wanted.before ? sql`and s.number < ${wanted.before}` : sql``}
    order by s.number desc limit ${wanted.limit}`);
  return rows.map((row) => ({
    ...row,
    did: sentences(row.act),
    browser: row.userAgent ? describeBrowser(row.userAgent) : null,
  }));
}

/** An answer that says nothing of the name is helped by the last one that did. */
const nameBefore = sql`(
  select n.object_name from staff_act_outcomes n join staff_acts b on b.id = n.act_id
  where b.number < s.number and n.object_name is not null and coalesce(n.object_id, b.object_id) = coalesce(o.object_id, s.object_id)
  order by b.number desc limit 1)`;

export async function countStaffActs(tx: Tx, filter: StaffActivityFilter): Promise<number> {
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from staff_acts s where ${matching(filter)}`,
  );
  return total;
}

function matching({ person, what, account }: StaffActivityFilter): Sql {
  const conditions = [sql`true`];
  if (person) conditions.push(sql`s.user_id = ${person}`);
  if (account) conditions.push(sql`s.about_account = ${account}`);
  if (what?.includes('.')) conditions.push(sql`s.act = ${what}`);
  else if (what) conditions.push(sql`s.act like ${`${what}.%`}`);
  return join(conditions, ' and ');
}

/** Everybody whose acts the log has, and what they did. */
export async function readStaffActFilters(tx: Tx, sentences: Sentences) {
  const people = await tx.query<{ id: string; name: string | null }>(sql`
    select distinct s.user_id as id, u.name from staff_acts s left join users u on u.id = s.user_id order by u.name, id`);
  const acts = await tx.query<{ act: string }>(sql`select distinct act from staff_acts order by act`);
  return { people, acts: acts.map(({ act }) => ({ act, did: sentences(act) })) };
}
