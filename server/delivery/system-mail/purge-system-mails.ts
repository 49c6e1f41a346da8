import { type Database, sql } from '#server/platform/database/index.ts';

/** Forgets mails of the install a month after they were done with. */
export async function purgeSystemMails(database: Database): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`delete from system_mails where finished_at < now() - interval '30 days'`),
  );
}
