import type { Limit } from '../ways/index.ts';

/** Messages a day for a server or domain that receivers do not know yet: plan[0] on the first day, in UTC. */
export type WarmUp = {
  /** `2026-11-22` */
  startedOn: string;
  plan: number[];
};

/** What became of the messages of one day, in UTC; the parts of the tally that decide whether a warm-up goes on. */
export type WarmUpDay = { day: string; accepted: number; deferred: number; rejected: number };

/** More deferrals than this share of a day's messages, and the day is repeated. */
const MOST_DEFERRED = 0.05;
/** The day's number is spread: no hour takes more than a twelfth. */
const HOURS = 12;
const DAY = 86_400_000;

/** The usual ramp: from this day on so many messages a day. */
const steps: [day: number, messages: number][] = [
  [1, 50],
  [2, 100],
  [3, 250],
  [4, 500],
  [5, 1_000],
  [6, 2_500],
  [7, 5_000],
  [8, 7_500],
  [9, 10_000],
  [10, 15_000],
  [11, 20_000],
  [12, 30_000],
  [13, 40_000],
  [14, 55_000],
  [15, 70_000],
  [16, 100_000],
  [18, 150_000],
  [21, 250_000],
  [25, 500_000],
  [30, 1_000_000],
];

const standard = Array.from({ length: 30 }, (_, i) => steps.findLast(([day]) => day <= i + 1)![1]);

/** The plans we propose: for a new server or address, and half of it for a new sending domain. */
export const warmUpPlans = { server: standard, domain: standard.map((messages) => messages / 2) };

/** What one receiver may be sent of a day's number: it sees all of our first days, and judges by them. */
const shares: Record<string, number> = { gmail: 0.4, outlook: 0.2, yahoo: 0.2 };

/**
 * Where a warm-up stands: day 1 is the day it starts. A day after one on which too much was deferred repeats that
 * day's number. Undefined before the first day, when the plan is over, and where there is none.
 *
 * @param days what became of the messages since the start, as far as it is known
 */
export function warmUpToday(
  { startedOn, plan }: WarmUp,
  now: Date,
  days: WarmUpDay[] = [],
): { day: number; days: number; today: number } | undefined {
  const passed = Math.floor((now.getTime() - Date.parse(`${startedOn}T00:00:00Z`)) / DAY);
  const index = passed - daysHeld(startedOn, now, days);
  const today = plan[index];
  return today === undefined ? undefined : { day: index + 1, days: plan.length, today };
}

function daysHeld(startedOn: string, now: Date, days: WarmUpDay[]): number {
  const today = now.toISOString().slice(0, 10);
  return days.filter((each) => each.day >= startedOn && each.day < today && wasDeferred(each)).length;
}

function wasDeferred({ accepted, deferred, rejected }: WarmUpDay): boolean {
  return deferred > MOST_DEFERRED * (accepted + deferred + rejected);
}

/** The limits of a warm-up today: its day, and no more than a twelfth of it in an hour. None once the plan is over. */
export function limitsToday(warmUp: WarmUp, now: Date, days: WarmUpDay[] = []): Limit[] {
  const today = warmUpToday(warmUp, now, days)?.today;
  if (today === undefined) return [];
  return [
    { seconds: 86_400, most: today, isWarmUp: true },
    { seconds: 3600, most: part(today, 1 / HOURS), isWarmUp: true },
  ];
}

/** What one group of receivers may be sent today; nothing is limited for groups that have no share of their own. */
export function receiverLimitsToday(
  warmUp: WarmUp,
  group: string,
  now: Date,
  days: WarmUpDay[] = [],
): Limit[] {
  const share = Object.hasOwn(shares, group) ? shares[group] : undefined;
  const today = warmUpToday(warmUp, now, days)?.today;
  if (share === undefined || today === undefined) return [];
  return [{ seconds: 86_400, most: part(today, share), isWarmUp: true }];
}

const part = (today: number, share: number) => Math.max(1, Math.floor(today * share));
