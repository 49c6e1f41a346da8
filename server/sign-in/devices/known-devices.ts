import { type Browser, describeBrowser, networkOf } from '#server/accounts/index.ts';
import { sha256 } from '#server/platform/crypto/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';

/** Devices kept for each person; the longest unused go. */
const MOST = 50;

interface Device {
  ip: string;
  userAgent: string;
  isThis: boolean;
  hasLoggedIn: boolean;
  newSince: string | null;
}

interface Greeted {
  id: string;
  isNew: boolean;
}

/**
 * Remembers the browser a person has just logged in with, and answers whether it is new to them: its cookie is unknown,
 * and no browser of the same make was used in the same network within 90 days (somebody may clear their cookies every
 * evening). The very first one is not news.
 */
export async function greetDevice(tx: Tx, userId: string, token: string, browser: Browser): Promise<Greeted> {
  const known = await tx.query<Device>(sql`
    select ip, user_agent as "userAgent", token_hash = ${sha256(token)} as "isThis", last_login_at is not null as "hasLoggedIn",
      new_since as "newSince"
    from known_devices where user_id = ${userId}
      and (token_hash = ${sha256(token)} or last_login_at > now() - interval '90 days')`);
  const used = known.filter((device) => device.hasLoggedIn);
  const akin = used.filter((device) => device.isThis || looksLike(device, browser));
  const isNew = used.length > 0 && akin.length === 0;
  const newSince = isNew ? sql`now()` : sql`${newestSince(akin)}::timestamptz`;
  const id = await writeDevice(tx, userId, token, browser, { lastLoginAt: sql`now()`, newSince });
  await forgetUnused(tx, userId);
  return { id, isNew };
}

/** Who clears the cookies of a new browser has no older one for it. */
const newestSince = (akin: Device[]): string | null =>
  akin.some(({ newSince }) => newSince === null)
    ? null
    : (akin.map(({ newSince }) => newSince ?? '').toSorted()[0] ?? null);

/** Remembers a browser. One that proved the person's address, but has not logged in, is still new when it does. */
export async function rememberDevice(tx: Tx, userId: string, token: string, browser: Browser): Promise<void> {
  await writeDevice(tx, userId, token, browser, { lastLoginAt: sql`null`, newSince: sql`null` });
}

async function writeDevice(
  tx: Tx,
  userId: string,
  token: string,
  { ip, userAgent }: Browser,
  { lastLoginAt, newSince }: { lastLoginAt: Sql; newSince: Sql },
): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into known_devices as d (user_id, id, token_hash, user_agent, ip, last_login_at, new_since)
    values (${userId}, ${newId()}, ${sha256(token)}, ${userAgent.slice(0, 500)}, ${ip}, ${lastLoginAt}, ${newSince})
    on conflict (user_id, token_hash) do update set user_agent = excluded.user_agent, ip = excluded.ip,
      last_login_at = coalesce(excluded.last_login_at, d.last_login_at),
      new_since = case when excluded.last_login_at is null then d.new_since else excluded.new_since end
    returning d.id`);
  return id;
}

const looksLike = (device: Device, browser: Browser) =>
  networkOf(device.ip) === networkOf(browser.ip) &&
  describeBrowser(device.userAgent) === describeBrowser(browser.userAgent);

async function forgetUnused(tx: Tx, userId: string): Promise<void> {
  await tx.execute(sql`
    delete from known_devices where user_id = ${userId} and id in (
      select id from known_devices where user_id = ${userId}
      order by coalesce(last_login_at, created_at) desc offset ${MOST})`);
}
