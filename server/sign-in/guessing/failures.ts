import { createHmac } from 'node:crypto';
import { loginKey } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { tooMany } from '#server/platform/http/index.ts';

/** Wrong tries that cost nothing; people mistype. */
const FREE_TRIES = 5;
/** Seconds that the wait for the next try may grow to. */
const LONGEST_WAIT = 15 * 60;

/** Whom tries are counted for. */
export type Guessed = { key: Buffer };

/**
 * Tries with an address are counted for the address, whether or not somebody has it. A known device has a count of its
 * own: whoever guesses elsewhere cannot make its owner wait.
 */
export const guessedAddress = (key: Buffer, address: string): Guessed => ({
  key: keyed(key, `address|${loginKey(address)}`),
});
export const guessedOnDevice = (key: Buffer, deviceId: string): Guessed => ({
  key: keyed(key, `device|${deviceId}`),
});
/** Of somebody who is logged in already and says so again. */
export const guessedInSession = (key: Buffer, userId: string): Guessed => ({
  key: keyed(key, `user|${userId}`),
});

const keyed = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * Counts a try as failed before it is looked at, so that many at once are counted one by one. After five the next is
 * refused for a second, then for two, and so on up to 15 minutes; a day without any forgets them all.
 *
 * @throws too_many_requests while the wait lasts, whatever the password.
 */
export async function countTry(database: Database, { key }: Guessed): Promise<void> {
  const wait = await database.asSystem(async (tx) => {
    await forgetOld(tx);
    return (await count(tx, key)) ? undefined : await waitLeft(tx, key);
  });
  if (wait !== undefined) throw tooMany(wait, waitWords(wait));
}

/** Whether the try may go on. */
async function count(tx: Tx, key: Buffer): Promise<boolean> {
  const failures = sql`case when f.last_at < now() - interval '1 day' then 1 else f.failures + 1 end`;
  const counted = await tx.execute(sql`
    insert into login_failures as f (key, failures, last_at, blocked_until) values (${key}, 1, now(), now())
    on conflict (key) do update set failures = ${failures}, last_at = now(),
      blocked_until = now() + case when ${failures} < ${FREE_TRIES} then interval '0'
        else make_interval(secs => least(${LONGEST_WAIT}, 2 ^ (least(${failures}, 40) - ${FREE_TRIES}))) end
    where f.blocked_until <= now()`);
  return counted === 1;
}

async function waitLeft(tx: Tx, key: Buffer): Promise<number> {
  const left = await tx.maybeOne<{ seconds: number }>(sql`
    select ceil(extract(epoch from blocked_until - now()))::int as seconds from login_failures where key = ${key}`);
  return Math.max(1, left?.seconds ?? 1);
}

/**
 * The try was right after all: it alone is taken back. What others failed at stays counted, or the sudden patience would
 * tell them that somebody has the address.
 */
export async function takeBackTry(tx: Tx, { key }: Guessed): Promise<void> {
  await tx.execute(sql`
    update login_failures set failures = greatest(failures - 1, 0), blocked_until = now() where key = ${key}`);
}

/** The owner of a known device got in: nobody else counts there. */
export async function forgetTries(tx: Tx, { key }: Guessed): Promise<void> {
  await tx.execute(sql`delete from login_failures where key = ${key}`);
}

async function forgetOld(tx: Tx): Promise<void> {
  await tx.execute(sql`
    delete from login_failures where key in (
      select key from login_failures where last_at < now() - interval '1 day' limit 100 for update skip locked)`);
}

function waitWords(seconds: number): string {
  const time = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return `Too many wrong tries. Wait ${seconds === 1 ? 'a second' : time} and try again, or choose a new password by mail.`;
}
