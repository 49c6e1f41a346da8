import { type Database, sql } from '#server/platform/database/index.ts';

/**
 * Forgets what is older than the install keeps it: the one way out of the log, by whole links, so that the rest can still be
 * verified.
 */
export async function forgetActs(database: Database, keepDays: number, signal: AbortSignal): Promise<void> {
  const before = new Date(Date.now() - keepDays * 86_400_000);
  const old = await database.asSystem((tx) =>
    tx.query<{ accountId: string }>(
      sql`select distinct account_id as "accountId" from act_seals where sealed_at < ${before}`,
    ),
  );
  for (const { accountId } of old) {
    if (signal.aborted) return;
    await database.asSystem((tx) => tx.query(sql`select forget_acts(${accountId}, ${before})`));
  }
  await database.asSystem((tx) => tx.query(sql`select forget_staff_acts(${before})`));
}
