import { sql, type Tx } from '#server/platform/database/index.ts';

/** Counts what was done into the weeks (from Monday, in UTC) of the features it used, without persons. */
export async function countUse(tx: Tx, accountId: string, actIds: readonly string[]): Promise<void> {
  if (actIds.length === 0) return;
  await tx.execute(sql`
    insert into feature_use as f (account_id, week, feature, uses)
    select account_id, date_trunc('week', at at time zone 'UTC')::date, act, count(*)
    from acts where account_id = ${accountId} and id = any (${actIds}::uuid[]) group by 1, 2, 3
    on conflict (account_id, week, feature) do update set uses = f.uses + excluded.uses`);
}
