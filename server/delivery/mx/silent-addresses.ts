import type { Silent } from './open-mail-host.ts';

/** Milliseconds for which an address that did not answer is tried last. */
const LASTS = 5 * 60_000;
const MOST = 10_000;

/** Remembers which addresses did not answer lately. */
export function createSilent(now: () => number): Silent {
  const until = new Map<string, number>();
  return {
    isSilent: (address) => now() < (until.get(address) ?? Number.NEGATIVE_INFINITY),
    note(address) {
      until.delete(address);
      until.set(address, now() + LASTS);
      if (until.size > MOST) until.delete(until.keys().next().value!);
    },
  };
}
