import type { Report } from '#server/reports/contract.ts';

/**
 * Milliseconds until a report is worth another look: often while it goes out and while first readers react, now and
 * then for two days, then no more.
 */
export function pollingOf(report: Report | undefined): number | false {
  if (!report?.startedAt) return 10_000;
  const hours = (Date.now() - Date.parse(report.startedAt)) / 3_600_000;
  if (report.campaign.state === 'sending' || hours < 1) return 5000;
  return hours < 48 ? 60_000 : false;
}
