import type { Counter } from './counters.ts';

const number = new Intl.NumberFormat('en');
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

const DAY = 86_400_000;
const STRETCHES = new Map([
  [1, 'limit per second'],
  [60, 'limit per minute'],
  [3600, 'hourly limit'],
  [86_400, 'daily limit'],
]);

/**
 * Says which limit mail waits for, and until when once that is more than a minute away: “Waiting for the hourly limit
 * of Acme relay (1,000). It goes on at 14:05 UTC.”
 *
 * @param seconds from now until more may go
 */
export function sayWaiting({ name, seconds: stretch, most }: Counter, now: Date, seconds: number): string {
  const kind = STRETCHES.get(stretch) ?? `limit per ${number.format(stretch)} seconds`;
  const reason = `Waiting for the ${kind} of ${name} (${number.format(most)}).`;
  return seconds > 60 ? `${reason} It goes on ${sayWhen(now, seconds)}.` : reason;
}

function sayWhen(now: Date, seconds: number): string {
  // Up to the full minute: nobody shall come back a moment too early.
  const then = new Date(Math.ceil((now.getTime() + seconds * 1000) / 60_000) * 60_000);
  const moment = `at ${time.format(then)} UTC`;
  const daysAhead = Math.floor(then.getTime() / DAY) - Math.floor(now.getTime() / DAY);
  if (daysAhead === 0) return moment;
  return daysAhead === 1 ? `tomorrow ${moment}` : `on ${day.format(then)} ${moment}`;
}
