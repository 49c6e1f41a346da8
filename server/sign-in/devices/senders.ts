import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';

/** For so many days a browser, an API key, and whoever joined an account that was there before, counts as new. */
const NEW_DAYS = 7;

/** From where somebody starts a campaign. */
export interface Sender {
  /** Whether the browser was new to its person, the key was made, or the person joined, within the last days. */
  isNew: boolean;
  /** Whether a campaign of the account was started from it before. Keys prove themselves with every call: always true. */
  hasSent: boolean;
  /** The browser, where it is remembered. */
  deviceId: string | null;
}

/** What is known of the device or key that calls. The product itself, starting what was scheduled, is never new. */
export async function readSender(database: Database, { accountId, session, apiKey }: Scope): Promise<Sender> {
  const known = await database.asSystem((tx) =>
    session
      ? tx.maybeOne<Sender>(sql`
          select greatest(
              coalesce(d.new_since, case when d.id is null and s.new_device then s.created_at end),
              -- The first device of a person is news to nobody: whoever guessed a password would invite themselves, and come in as new.
              (select m.created_at from memberships m join accounts a on a.id = m.account_id
               where m.account_id = ${accountId} and m.user_id = s.user_id and m.created_at > a.created_at)
            ) > now() - make_interval(days => ${NEW_DAYS}) is true as "isNew",
            d.id as "deviceId", exists (
              select from sending_devices t
              where t.account_id = ${accountId} and t.user_id = s.user_id and t.device_id = d.id) as "hasSent"
          from sessions s left join known_devices d on d.user_id = s.user_id and d.id = s.device_id
          where s.id = ${session.id}`)
      : tx.maybeOne<Sender>(sql`
          select created_at > now() - make_interval(days => ${NEW_DAYS}) as "isNew", true as "hasSent", null as "deviceId"
          from api_keys where id = ${apiKey?.id ?? null}`),
  );
  return known ?? { isNew: false, hasSent: true, deviceId: null };
}

/** Remembers that a campaign was started, or scheduled, from a browser, in the transaction that does it. */
export async function noteSend(
  tx: Tx,
  { accountId, userId }: Scope,
  { isNew, hasSent, deviceId }: Sender,
): Promise<void> {
  if (!isNew || hasSent || deviceId === null) return;
  await tx.execute(sql`
    insert into sending_devices (account_id, user_id, device_id) values (${accountId}, ${userId}, ${deviceId})
    on conflict do nothing`);
}
