import { sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Browser } from '../../access/scope.ts';
import { networkOf } from '../guessing/network.ts';
import { describeBrowser } from './describe-browser.ts';

/** Devices kept for each person; the longest unused go. */
const MOST = 50;

interface Device {
  ip: string;
  userAgent: string;
  isThis: boolean;
  hasLoggedIn: boolean;
}

/**
 * Remembers the browser a person has just logged in with, and answers whether it is new to them: its cookie is unknown,
 * and no browser of the same make was used in the same network within 90 days (somebody may clear their cookies every
 * evening). The very first one is not news.
 */
export async function greetDevice(
  tx: Tx,
  userId: string,
  token: string,
  browser: Browser,
): Promise<{ isNew: boolean }> {
  const known = await tx.query<Device>(sql`
    select ip, user_agent as "userAgent", token_hash = ${sha256(token)} as "isThis", last_login_at is not null as "hasLoggedIn"
    from known_devices where user_id = ${userId}
      and (token_hash = ${sha256(token)} or last_login_at > now() - interval '90 days')`);
  await rememberDevice(tx, userId, token, browser, { loggedIn: true });
  await forgetUnused(tx, userId);
  const used = known.filter((device) => device.hasLoggedIn);
  return { isNew: used.length > 0 && !used.some((device) => device.isThis || looksLike(device, browser)) };
}

/** Remembers a browser. One that proved the person's address, but has not logged in, is still new when it does. */
export async function rememberDevice(
  tx: Tx,
  userId: string,
  token: string,
  { ip, userAgent }: Browser,
  { loggedIn }: { loggedIn: boolean },
): Promise<void> {
  await tx.execute(sql`
    insert into known_devices as d (user_id, id, token_hash, user_agent, ip, last_login_at)
    values (${userId}, ${newId()}, ${sha256(token)}, ${userAgent.slice(0, 500)}, ${ip}, ${loggedIn ? sql`now()` : sql`null`})
    on conflict (user_id, token_hash) do update set user_agent = excluded.user_agent, ip = excluded.ip,
      last_login_at = coalesce(excluded.last_login_at, d.last_login_at)`);
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
