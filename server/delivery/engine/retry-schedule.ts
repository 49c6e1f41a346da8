const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds to wait after the first, second, … try: eleven tries within a day. */
const WAITS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  6 * HOUR,
  4 * HOUR,
];

/** How long a deferred message waits after so many tries, in seconds; undefined when it is given up. */
export type RetrySchedule = (tries: number) => number | undefined;

/** The ordinary schedule, ± 20 % so that what failed together does not come back together. */
export const retrySchedule: RetrySchedule = (tries) => {
  const wait = WAITS[tries - 1];
  return wait === undefined ? undefined : jitter(wait);
};

/** A duration ± 20 %. */
export function jitter(duration: number): number {
  return duration * (0.8 + Math.random() * 0.4);
}
