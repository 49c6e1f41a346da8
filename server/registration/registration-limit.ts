import { sha256 } from '#server/platform/crypto/index.ts';
import { tooMany } from '#server/platform/http/index.ts';

const perHour = { network: 5, address: 3 };
const windowMs = 3_600_000;

/** Counts a registration against what it comes from or is for. @throws too_many_requests */
export type RegistrationLimit = (of: keyof typeof perHour, name: string) => void;

/**
 * Bounds registrations from one network and for one address, known to us or not. Kept in memory as hashes for an hour at
 * most: a restart forgives, which is harmless.
 */
export function createRegistrationLimit(now: () => number = Date.now): RegistrationLimit {
  let windowStart = now();
  let counts = new Map<string, number>();
  return (of, name) => {
    if (now() - windowStart >= windowMs) {
      windowStart = now();
      counts = new Map();
    }
    const key = sha256(`${of} ${name}`).toString('base64');
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > perHour[of])
      throw tooMany(
        (windowStart + windowMs - now()) / 1000,
        'Too many registrations from here in the last hour. Try again in an hour.',
      );
  };
}

/** Whose addresses are handed out as one: the /64 of IPv6, the whole address of IPv4. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || /^::ffff:[\d.]+$/i.test(ip)) return ip;
  const [head = '', tail] = ip.split('%')[0]!.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail ? tail.split(':').length : 0;
  const filled = tail === undefined ? groups : [...groups, ...Array(8 - groups.length - rest).fill('0')];
  return filled.slice(0, 4).join(':');
}
