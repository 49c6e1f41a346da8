import { type RateClass, tooMany } from '#server/platform/http/index.ts';
import { Buckets, type Rate } from './buckets.ts';
import { machineOf } from './network.ts';

/** Counts a call against its class, before anybody knows who calls. @throws too_many_requests */
export type RateLimit = (rate: RateClass, ip: string) => void;

/**
 * What one address may ask for, or the /64 of IPv6 that one machine may walk through. Wide enough for an office behind one
 * address: whoever is logged in has limits of their own. Logins are counted in the database, more strictly (sign-in/guessing);
 * here a flood of them ends before it reaches that. The links in mails have no limit: a mailbox provider fetches them for all its users from a handful of
 * addresses.
 */
const ofNetwork: Record<RateClass, Rate | null> = {
  normal: { perSecond: 500, burst: 15_000 },
  login: { perSecond: 2, burst: 120 },
  upload: { perSecond: 1, burst: 60 },
  heavy: { perSecond: 2, burst: 120 },
  mail: null,
};

/** Keeps the counts in memory for each process: a restart forgives, which is harmless. */
export function createRateLimit(now?: () => number): RateLimit {
  const buckets = new Map(
    Object.entries(ofNetwork).map(([name, rate]) => [name, rate && new Buckets(rate, now)] as const),
  );
  return (rate, ip) => {
    const standing = buckets.get(rate)?.take(machineOf(ip));
    if (standing && !standing.isGranted) throw tooMany(standing.wait);
  };
}
