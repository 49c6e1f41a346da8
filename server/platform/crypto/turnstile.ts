/** So many wait already that one more is turned away. */
export class TooManyWaiting extends Error {
  override name = 'TooManyWaiting';
}

/** Runs a few at once in the order they came, and lets some wait. What comes then fails at once with TooManyWaiting. */
export function turnstile<Given extends unknown[], Done>(
  work: (...given: Given) => Promise<Done>,
  { atOnce, mostWaiting }: { atOnce: number; mostWaiting: number },
): (...given: Given) => Promise<Done> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (...given) => {
    if (running >= atOnce) {
      if (waiting.length >= mostWaiting) throw new TooManyWaiting('Too many wait already.');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work(...given);
    } finally {
      const next = waiting.shift();
      // Whoever waits takes over the place without its being free in between.
      if (next) next();
      else running -= 1;
    }
  };
}
