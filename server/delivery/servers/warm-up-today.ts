import type { WarmUp } from './contract.ts';

const DAY = 86_400_000;

/** Where a warm-up stands: day 1 is the day it starts. Undefined when there is none, before its start, and afterwards. */
export function warmUpToday(
  warmUp: WarmUp | null,
  now: number,
): { day: number; days: number; today: number } | undefined {
  if (!warmUp) return undefined;
  const index = Math.floor((now - Date.parse(`${warmUp.startedOn}T00:00:00Z`)) / DAY);
  const today = warmUp.plan[index];
  return today === undefined ? undefined : { day: index + 1, days: warmUp.plan.length, today };
}
