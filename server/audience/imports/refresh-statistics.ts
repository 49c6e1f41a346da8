import { type Database, sql } from '#server/platform/database/index.ts';

/** Has PostgreSQL count what an import brought, so that it finds its way by the right indexes; see the migration. */
export async function refreshStatistics(database: Database, accountId: string): Promise<void> {
  await database.inAccount(accountId, (tx) => tx.query(sql`select analyze_audience()`));
}
