import { sql, type Tx } from '#server/platform/database/index.ts';
import type { ReportRates, ReportTotals } from './contract.ts';

type LedgerRow = Omit<ReportTotals, 'opened' | 'clicked'> & {
  opened: number;
  openedByMachine: number;
  opens: number;
  clicked: number;
  clicks: number;
};

/** The totals of one send, in one walk over its ledger (100,000 messages: about 50 ms) and one over machine clicks. */
export async function readTotals(tx: Tx, sendId: string): Promise<ReportTotals> {
  const ledger = await tx.one<LedgerRow>(sql`
    select count(*) as planned,
           count(*) filter (where state in ('queued', 'handed', 'deferred')) as waiting,
           count(*) filter (where state = 'sent') as sent,
           count(*) filter (where state = 'failed') as failed,
           count(*) filter (where state = 'uncertain') as uncertain,
           count(*) filter (where state = 'suppressed') as suppressed,
           count(*) filter (where state = 'cancelled') as cancelled,
           count(opened_at) as opened,
           count(*) filter (where opened_at is null and machine_opened_at is not null) as "openedByMachine",
           coalesce(sum(open_count), 0)::bigint as opens,
           count(clicked_at) as clicked,
           coalesce(sum(click_count), 0)::bigint as clicks,
           count(unsubscribed_at) as unsubscribed
      from messages where send_id = ${sendId}`);
  const { clickedByMachine } = await tx.one<{ clickedByMachine: number }>(sql`
    select count(distinct e.position) as "clickedByMachine"
      from events e
      join messages m on m.account_id = e.account_id and m.send_id = e.send_id and m.position = e.position
     where e.send_id = ${sendId} and e.kind = 'clicked' and e.machine and m.clicked_at is null`);
  const { opened, openedByMachine, opens, clicked, clicks, ...states } = ledger;
  return {
    ...states,
    opened: { unique: opened, total: opens, machine: openedByMachine },
    clicked: { unique: clicked, total: clicks, machine: clickedByMachine },
  };
}

export const noTotals: ReportTotals = {
  planned: 0,
  waiting: 0,
  sent: 0,
  failed: 0,
  uncertain: 0,
  suppressed: 0,
  cancelled: 0,
  opened: { unique: 0, total: 0, machine: 0 },
  clicked: { unique: 0, total: 0, machine: 0 },
  unsubscribed: 0,
};

export function ratesOf({ sent, failed, opened, clicked, unsubscribed }: ReportTotals): ReportRates {
  return {
    opened: share(opened.unique, sent),
    openedAtMost: share(opened.unique + opened.machine, sent),
    clicked: share(clicked.unique, sent),
    clickedOfOpened: share(clicked.unique, opened.unique),
    unsubscribed: share(unsubscribed, sent),
    failed: share(failed, sent + failed),
  };
}

/** Never above 1: a message whose fate is uncertain can be opened, and is then no part of those sent. */
const share = (part: number, whole: number) => (whole === 0 ? null : Math.min(1, part / whole));
