import type { ServerDay } from '#server/delivery/contract.ts';

export type ChartDay = Pick<ServerDay, 'day' | 'accepted' | 'deferred' | 'rejected'>;

const DAYS = 30;
const DAY_MS = 86_400_000;

/** The last 30 days in UTC up to today, without gaps, of one server. */
export function lastDays(serverId: string, days: readonly ServerDay[], now = Date.now()): ChartDay[] {
  const known = new Map(days.filter((day) => day.serverId === serverId).map((day) => [day.day, day]));
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(now - (DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? { day, accepted: 0, deferred: 0, rejected: 0 };
  });
}

export const hasMail = (days: readonly ChartDay[]): boolean =>
  days.some(({ accepted, deferred, rejected }) => accepted + deferred + rejected > 0);
