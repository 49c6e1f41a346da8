import { type Database, sql } from '#server/platform/database/index.ts';

/**
 * Keeps each account's sandbox to its `keep` newest messages and remembers how many were dropped, so that the
 * dashboard can say so. Looking costs a walk over the index, so it is done once for every tenth of `keep` (at most
 * 500) that came in: for that long an account may hold a little more.
 */
export function sandboxTrimmer(database: Database, keep: number) {
  const step = Math.max(1, Math.min(500, Math.floor(keep / 10)));
  const added = new Map<string, number>();
  return async (counts: Map<string, number>): Promise<void> => {
    for (const [accountId, count] of counts) {
      const total = (added.get(accountId) ?? step) + count;
      added.set(accountId, total >= step ? 0 : total);
      if (total >= step) await dropOldest(database, accountId, keep);
    }
  };
}

async function dropOldest(database: Database, accountId: string, keep: number): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`
      with oldest_kept as (
        select received_at, id from sandbox_messages where account_id = ${accountId}
        order by received_at desc, id offset ${keep - 1} limit 1
      ), dropped as (
        delete from sandbox_messages m using oldest_kept k
        where m.account_id = ${accountId}
          and (m.received_at < k.received_at or (m.received_at = k.received_at and m.id > k.id))
        returning 1
      )
      insert into sandbox_state (account_id, dropped)
      select ${accountId}, count(*) from dropped having count(*) > 0
      on conflict (account_id) do update set dropped = sandbox_state.dropped + excluded.dropped`),
  );
}
