import { type Database, sql } from '#server/platform/database/index.ts';
import { KEPT_HOURS } from './kept-answers.ts';

/** Deletes the answers that are not repeated any more, and those of people who are no users any more. */
export async function purgeAnswers(database: Database): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`
      delete from kept_answers where asked_at < now() - make_interval(hours => ${KEPT_HOURS})
        or (account_id is null and not exists (select from users where users.id = asker_id))`),
  );
}
