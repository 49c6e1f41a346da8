import { type Database, sql } from '#server/platform/database/index.ts';
import { KEPT_HOURS } from './kept-answers.ts';

/** Deletes the answers that are not repeated any more. */
export async function purgeAnswers(database: Database): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`delete from kept_answers where asked_at < now() - make_interval(hours => ${KEPT_HOURS})`),
  );
}
