import { createHmac } from 'node:crypto';
import { machineOf, networkOf } from '#server/accounts/index.ts';
import { turnstile } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { tooMany } from '#server/platform/http/index.ts';

/** Tries to log in within a minute, from one address and from its whole network. */
const PER_CALLER = 20;
const PER_NETWORK = 100;

/**
 * Connections of the database that counting takes at most, and how many wait for one: people at work must find the others
 * free, however many log in.
 */
const COUNTING = { atOnce: 3, mostWaiting: 50 };

/** Counts a try to log in. @throws too_many_requests; TooManyWaiting */
export type LoginRates = (ip: string) => Promise<void>;

/** Counts in the database: over all processes, and through restarts. The keys tell no address and change every day. */
export function createLoginRates(database: Database, key: Buffer): LoginRates {
  const named = (name: string) =>
    createHmac('sha256', key)
      .update(`${new Date().toISOString().slice(0, 10)}|${name}`)
      .digest();
  const countBoth = (ip: string) =>
    database.asSystem(async (tx) => {
      await forgetOld(tx);
      // One after the other, the caller first: two that wait for one network never wait for each other.
      return [await count(tx, named(machineOf(ip))), await count(tx, named(networkOf(ip)))];
    });
  const inTurn = turnstile(countBoth, COUNTING);
  return async (ip) => {
    const [caller, network] = await inTurn(ip);
    if (caller!.tries > PER_CALLER || network!.tries > PER_NETWORK)
      throw tooMany(Math.max(caller!.left, network!.left));
  };
}

/** @returns the tries of this minute, and the seconds until the next begins */
async function count(tx: Tx, key: Buffer): Promise<{ tries: number; left: number }> {
  const over = sql`r.since < now() - interval '1 minute'`;
  return await tx.one(sql`
    insert into login_rates as r (key, tries, since) values (${key}, 1, now())
    on conflict (key) do update set tries = case when ${over} then 1 else r.tries + 1 end,
      since = case when ${over} then now() else r.since end
    returning tries, extract(epoch from r.since + interval '1 minute' - now())::float8 as left`);
}

async function forgetOld(tx: Tx): Promise<void> {
  await tx.execute(sql`
    delete from login_rates where key in (
      select key from login_rates where since < now() - interval '2 minutes' limit 100 for update skip locked)`);
}
