import { availableParallelism } from 'node:os';

/** Each hash holds a core for its time and 19 MiB: more at once than cores only makes all of them late. */
const AT_ONCE = availableParallelism();
const MOST_WAITING = 50;

/** So many passwords wait to be hashed that one more is turned away. */
export class TooManyHashes extends Error {
  override name = 'TooManyHashes';
}

/** Runs a few at once in the order they came, and lets 50 wait. What comes then fails with TooManyHashes. */
export function limitHashes<Given extends unknown[], Hash>(
  hash: (...given: Given) => Promise<Hash>,
  { atOnce = AT_ONCE, mostWaiting = MOST_WAITING } = {},
): (...given: Given) => Promise<Hash> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (...given) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new TooManyHashes('Too many passwords are being hashed.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await hash(...given);
    } finally {
      const next = waiting.shift();
      // Whoever waits takes over the place without its being free in between.
      if (next) next();
      else running -= 1;
    }
  };
}
