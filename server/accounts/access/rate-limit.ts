import { problem, type RateClass } from '#server/platform/http/index.ts';

/** Counts a call against its class. @throws too_many_requests */
export type RateLimit = (rate: RateClass, ip: string) => void;

/**
 * Calls a minute from one address. Logins are few and counted in the database: see sign-in/guessing. The links in mails have no limit: a mailbox provider fetches them for all its users from a handful of addresses.
 */
const perMinute: Record<RateClass, number> = {
  normal: 30_000,
  login: Number.POSITIVE_INFINITY,
  upload: 60,
  heavy: 120,
  mail: Number.POSITIVE_INFINITY,
};
const windowMs = 60_000;

/** Keeps the counts in memory for each process: a restart forgives, which is harmless. */
export function createRateLimit(now: () => number = Date.now): RateLimit {
  let windowStart = now();
  let counts = new Map<string, number>();
  return (rate, ip) => {
    if (now() - windowStart >= windowMs) {
      windowStart = now();
      counts = new Map();
    }
    const key = `${rate} ${ip}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > perMinute[rate]) throw problem('too_many_requests');
  };
}
