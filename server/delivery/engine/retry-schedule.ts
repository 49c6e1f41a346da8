import type { Stream } from '../ways/index.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds to wait after the first, second, … try: eleven tries within a bit more than a day, eight within eight hours. */
const MARKETING = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  6 * HOUR,
  6 * HOUR,
];
const TRANSACTIONAL = MARKETING.slice(0, 7);

/** What the wait depends on, besides the number of tries. */
type Retried = { stream: Stream; isGreylisted: boolean };

/** How long a deferred message waits after so many tries, in seconds; undefined when it is given up. */
export type RetrySchedule = (tries: number, what: Retried) => number | undefined;

/**
 * The ordinary schedule, ± 20 % so that what failed together does not come back together. A server that greylists lets
 * nobody in before five minutes or so.
 */
export const retrySchedule: RetrySchedule = (tries, { stream, isGreylisted }) => {
  const wait = (stream === 'transactional' ? TRANSACTIONAL : MARKETING)[tries - 1];
  if (wait === undefined) return undefined;
  return jitter(isGreylisted ? Math.max(wait, 6.5 * MINUTE) : wait);
};

/** A duration ± 20 %. */
export function jitter(duration: number): number {
  return duration * (0.8 + Math.random() * 0.4);
}
