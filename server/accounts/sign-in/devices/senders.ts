import { type Database, sql } from '#server/platform/database/index.ts';
import type { Scope } from '../../access/scope.ts';

/** For so many days a browser, and an API key, counts as new. */
const NEW_DAYS = 7;

/** From where somebody starts a campaign. */
export interface Sender {
  /** Whether the browser was new to its person, or the key was made, within the last days. */
  isNew: boolean;
  /** Whether a campaign was started from it before. Keys prove themselves with every call: always true. */
  hasSent: boolean;
}

/** What is known of the device or key that calls. The product itself, starting what was scheduled, is never new. */
export async function readSender(database: Database, { session, apiKey }: Scope): Promise<Sender> {
  const known = await database.asSystem((tx) =>
    session
      ? tx.maybeOne<Sender>(sql`
          select coalesce(d.new_since, case when d.id is null and s.new_device then s.created_at end)
              > now() - make_interval(days => ${NEW_DAYS}) is true as "isNew",
            d.sent_at is not null as "hasSent"
          from sessions s left join known_devices d on d.user_id = s.user_id and d.id = s.device_id
          where s.id = ${session.id}`)
      : tx.maybeOne<Sender>(sql`
          select created_at > now() - make_interval(days => ${NEW_DAYS}) as "isNew", true as "hasSent"
          from api_keys where id = ${apiKey?.id ?? null}`),
  );
  return known ?? { isNew: false, hasSent: true };
}

/** Remembers that a campaign was started, or scheduled, from the caller's browser. */
export async function noteSend(database: Database, { session }: Scope): Promise<void> {
  if (!session) return;
  await database.asSystem((tx) =>
    tx.execute(sql`
      update known_devices d set sent_at = coalesce(sent_at, now()) from sessions s
      where s.id = ${session.id} and d.user_id = s.user_id and d.id = s.device_id`),
  );
}
