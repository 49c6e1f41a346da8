import { type Database, sql } from '#server/platform/database/index.ts';

/** Deletes links that stopped working a week ago or more. */
export async function purgeLinks(database: Database): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`delete from one_time_links where expires_at < now() - interval '7 days'`),
  );
}
