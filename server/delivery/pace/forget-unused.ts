import { type Database, sql } from '#server/platform/database/index.ts';

/** Days for which the tally is kept. */
const KEEP_DAYS = 400;

/** Removes what has passed: counters that counted nothing for longer than their stretch, leases long over, old days. */
export async function forgetUnused(database: Database): Promise<void> {
  await database.asSystem(async (tx) => {
    // Skipping what is in use: a worker that holds one counter and waits for the next must not wait for us.
    await tx.execute(sql`
      delete from pace_counters p using (
        select account_id, subject, seconds from pace_counters
        where (newest + 120) * seconds / 100 < extract(epoch from clock_timestamp()) - 3600
        for update skip locked
      ) unused
      where p.account_id = unused.account_id and p.subject = unused.subject and p.seconds = unused.seconds`);
    await tx.execute(
      sql`delete from connection_shares where leased_until < clock_timestamp() - interval '1 hour'`,
    );
    await tx.execute(sql`delete from server_days where day < current_date - ${KEEP_DAYS}::int`);
  });
}
