import { withoutAddresses } from '#server/delivery/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Report, ReportLink } from './contract.ts';
import { findSend } from './queries.ts';
import { readSeries } from './read-series.ts';
import { noTotals, ratesOf, readTotals } from './read-totals.ts';

/** What came of a campaign; all zero before it was started. @throws not_found */
export async function readReport(tx: Tx, campaignId: string): Promise<Report> {
  const { sendId, startedAt, finishedAt, ...campaign } = await findSend(tx, campaignId);
  const totals = sendId === null ? noTotals : await readTotals(tx, sendId);
  return {
    campaign,
    startedAt,
    finishedAt,
    totals,
    rates: ratesOf(totals),
    ...(sendId === null || startedAt === null
      ? { firstAt: null, lastAt: null, series: [], links: [], failures: [] }
      : {
          ...(await readSeries(tx, sendId, startedAt)),
          links: await readLinks(tx, sendId),
          failures: await readFailures(tx, sendId),
        }),
  };
}

async function readLinks(tx: Tx, sendId: string): Promise<ReportLink[]> {
  return await tx.query<ReportLink>(sql`
    select url, min((detail ->> 'link')::integer) as index,
           count(distinct position) filter (where not machine) as unique,
           count(*) filter (where not machine) as total,
           count(*) filter (where machine) as machine,
           min(at) filter (where not machine) as "firstAt"
      from events
     where send_id = ${sendId} and kind = 'clicked' and url is not null
     group by url
     order by 3 desc, 4 desc, 2, 1
     limit 500`);
}

async function readFailures(tx: Tx, sendId: string): Promise<Report['failures']> {
  return await tx.query<Report['failures'][number]>(sql`
    select coalesce(${withoutAddresses(sql`coalesce(failure, reply)`)}, 'No reason was given.') as reason, count(*) as count
      from messages
     where send_id = ${sendId} and state = 'failed'
     group by 1
     order by 2 desc, 1
     limit 100`);
}
