import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Report, ReportSpan } from './contract.ts';

const hourMs = 3_600_000;
const finelyForHours = 48;

/**
 * What people did over time: by the hour for 48 hours from the start, then by the day, without gaps up to the last span
 * in which something happened. Summing up gives the cumulative course.
 */
export async function readSeries(
  tx: Tx,
  sendId: string,
  startedAt: string,
): Promise<Pick<Report, 'series' | 'firstAt' | 'lastAt'>> {
  const rows = await tx.query<Counted>(sql`
    select floor(extract(epoch from at - date_trunc('hour', ${startedAt}::timestamptz)) / 3600)::integer as hour,
           min(at) as "firstAt", max(at) as "lastAt",
           count(*) filter (where kind = 'opened') as opens,
           count(*) filter (where kind = 'clicked') as clicks,
           count(*) filter (where kind in ('unsubscribed', 'left_list')) as unsubscribes
      from events
     where send_id = ${sendId} and kind in ('opened', 'clicked', 'unsubscribed', 'left_list') and not machine
     group by 1
     order by 1`);
  const start = Math.floor(Date.parse(startedAt) / hourMs) * hourMs;
  return {
    series: spansOf(rows, start),
    firstAt: rows.reduce<string | null>(
      (first, row) => (first !== null && first < row.firstAt ? first : row.firstAt),
      null,
    ),
    lastAt: rows.reduce<string | null>(
      (last, row) => (last !== null && last > row.lastAt ? last : row.lastAt),
      null,
    ),
  };
}

interface Counted {
  /** Hours since the start; below 0 when a clock was wrong. */
  hour: number;
  firstAt: string;
  lastAt: string;
  opens: number;
  clicks: number;
  unsubscribes: number;
}

function spansOf(rows: readonly Counted[], start: number): ReportSpan[] {
  const last = rows.at(-1);
  if (!last) return [];
  const spans = Array.from({ length: spanOf(last.hour) + 1 }, (_, index) => emptySpan(index, start));
  for (const { hour, opens, clicks, unsubscribes } of rows) {
    const span = spans[spanOf(hour)]!;
    span.opens += opens;
    span.clicks += clicks;
    span.unsubscribes += unsubscribes;
  }
  return spans;
}

/** The number of the span an hour falls into. */
function spanOf(hour: number): number {
  if (hour < finelyForHours) return Math.max(0, hour);
  return finelyForHours + Math.floor((hour - finelyForHours) / 24);
}

function emptySpan(index: number, start: number): ReportSpan {
  const isFine = index < finelyForHours;
  const hours = isFine ? index : finelyForHours + (index - finelyForHours) * 24;
  return {
    at: new Date(start + hours * hourMs).toISOString(),
    hours: isFine ? 1 : 24,
    opens: 0,
    clicks: 0,
    unsubscribes: 0,
  };
}
