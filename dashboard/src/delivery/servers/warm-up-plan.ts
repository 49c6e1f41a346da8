import type { WarmUp } from '#server/delivery/contract.ts';

/** Messages a day that grow by the same share each day, from `first` on day 1 to `last` on the last of `days`. */
export function growingPlan(first: number, last: number, days: number): number[] {
  if (days === 1) return [last];
  const growth = (last / first) ** (1 / (days - 1));
  return Array.from({ length: days }, (_, day) => rounded(first * growth ** day));
}

/** To two figures: a plan is no more exact than that. */
function rounded(amount: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(amount)) - 1);
  return Math.max(1, Math.round(amount / unit) * unit);
}

/** Today as warm-ups count it: in UTC. */
export const todayInUtc = (now = new Date()): string => now.toISOString().slice(0, 10);

/** Beginning today with 50 a day, a month to 20,000: what the large mailbox providers take without raising an eyebrow. */
export const usualPlan = (): WarmUp => ({ startedOn: todayInUtc(), plan: growingPlan(50, 20_000, 30) });
