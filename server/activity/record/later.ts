import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds between which the moment lies. */
const SOONEST = 50;
const LATEST = 1000;

export interface Later {
  /** Does it at a moment that nobody can foresee, within a second. */
  do(work: () => Promise<void>): void;
  /** Does all that waits now, and comes back once it is done. */
  settled(): Promise<void>;
}

/**
 * For work whose cost must not tell a stranger that there was any: done at once, it would slow down the very next request,
 * which may be theirs too. What waits is lost where the process is killed.
 */
export function createLater(): Later {
  const hurry = new AbortController();
  const waiting = new Set<Promise<void>>();
  return {
    do(work) {
      const moment = SOONEST + Math.random() * (LATEST - SOONEST);
      const done = wait(moment, undefined, { signal: hurry.signal })
        .catch(() => {})
        .then(work)
        .finally(() => waiting.delete(done));
      waiting.add(done);
    },
    async settled() {
      hurry.abort();
      await Promise.all(waiting);
    },
  };
}
