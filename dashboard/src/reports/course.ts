import type { ReportSpan } from '#server/reports/contract.ts';

/** One point of the chart. */
export interface Point {
  label: string;
  opens: number;
  clicks: number;
}

const hour = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

const spanLabel = ({ at, hours }: Pick<ReportSpan, 'at' | 'hours'>): string =>
  (hours === 1 ? hour : day).format(new Date(at));

/** The spans as points; `added` sums them up from the start. */
export function pointsOf(series: readonly ReportSpan[], added: boolean): Point[] {
  let opens = 0;
  let clicks = 0;
  return series.map((span) => {
    opens = added ? opens + span.opens : span.opens;
    clicks = added ? clicks + span.clicks : span.clicks;
    return { label: spanLabel(span), opens, clicks };
  });
}
