import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Usage } from '../contract.ts';
import type { Sentences } from '../sentences.ts';

/** Accounts shown at most. */
const MOST_ACCOUNTS = 50;

/** How often each feature was used in the last weeks, this one included. */
export async function readUsage(
  tx: Tx,
  { account, weeks }: { account?: string | undefined; weeks: number },
  sentences: Sentences,
): Promise<Usage> {
  const days = await tx.query<{ week: string }>(sql`
    select (date_trunc('week', now() at time zone 'UTC')::date - 7 * n)::text as week
    from generate_series(${weeks - 1}::int, 0, -1) n`);
  const names = days.map(({ week }) => week);
  const rows = await tx.query<{ feature: string; accounts: number; week: string; uses: number }>(sql`
    select feature, week::text, sum(uses)::bigint as uses, count(distinct account_id) as accounts
    from feature_use where week >= ${names[0]}::date and (${account ?? null}::uuid is null or account_id = ${account ?? null})
    group by feature, week`);
  const reach = await tx.query<{ feature: string; accounts: number }>(sql`
    select feature, count(distinct account_id) as accounts
    from feature_use where week >= ${names[0]}::date and (${account ?? null}::uuid is null or account_id = ${account ?? null})
    group by feature`);
  const byAccount = await tx.query<{ id: string; name: string; week: string; uses: number }>(sql`
    with busiest as (
      select account_id, sum(uses) as total from feature_use where week >= ${names[0]}::date group by 1
      order by 2 desc, 1 limit ${MOST_ACCOUNTS})
    select a.id, a.name, f.week::text, sum(f.uses)::bigint as uses
    from busiest b join accounts a on a.id = b.account_id join feature_use f on f.account_id = a.id
    where f.week >= ${names[0]}::date group by a.id, a.name, f.week`);
  const features = reach.map(({ feature, accounts }) => ({
    feature,
    did: sentences(feature),
    accounts,
    ...inWeeks(
      names,
      rows.filter((row) => row.feature === feature),
    ),
  }));
  const accounts = [...Map.groupBy(byAccount, ({ id }) => id)].map(([id, uses]) => ({
    id,
    name: uses[0]!.name,
    ...inWeeks(names, uses),
  }));
  return { weeks: names, features: features.sort(byTotal), accounts: accounts.sort(byTotal) };
}

function inWeeks(weeks: readonly string[], rows: readonly { week: string; uses: number }[]) {
  const uses = weeks.map((week) => rows.find((row) => row.week === week)?.uses ?? 0);
  return { uses, total: uses.reduce((sum, count) => sum + count, 0) };
}

const byTotal = (a: { total: number }, b: { total: number }) => b.total - a.total;
