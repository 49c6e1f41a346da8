import { sql, type Tx } from '#server/platform/database/index.ts';
import type { QueuedSend } from './contract.ts';
import { reasonOf } from './reason-of.ts';
import { withoutAddresses } from './without-addresses.ts';

/** Whose sends; a request's Scope fits. */
type Owner = { accountId: string };

/** Sends answered at most. */
const MOST = 100;
/** Ranges looked into for the words of refusals, of each send. */
const SAMPLED_RANGES = 100;

type Row = Omit<QueuedSend, 'waitingToStart' | 'deferred'> & {
  settled: number;
  deferred: number;
  deferredAt: string | null;
};

/**
 * What waits to be sent and why, from the counters of the ranges; messages are looked at only where a worker is busy or
 * something was deferred.
 */
export async function readQueue(tx: Tx, { accountId }: Owner): Promise<QueuedSend[]> {
  const rows = await tx.query<Row>(sql`
    with unfinished as (
      select s.*, s.snapshot -> 'campaign' ->> 'name' as name from sends s
      where s.account_id = ${accountId} and s.finished_at is null and s.state in ('planning', 'sending', 'paused')
      order by s.created_at limit ${MOST}
    ), counted as (
      select r.send_id, sum(r.sent + r.failed + r.uncertain + r.suppressed + r.cancelled)::int as settled,
        coalesce(sum(r.deferred) filter (where r.state = 'open'), 0)::int as deferred,
        min(r.next_at) filter (where r.state = 'open' and r.deferred > 0 and r.waiting is null and isfinite(r.next_at)) as "deferredAt"
      from send_ranges r where r.account_id = ${accountId} and r.send_id in (select id from unfinished) group by 1
    ), busy as (
      select m.send_id, count(*) filter (where m.state = 'handed')::int as "inFlight",
        count(*) filter (where m.state = 'deferred')::int as deferred, min(m.next_at) as "deferredAt"
      from send_ranges r join messages m on m.account_id = r.account_id and m.send_id = r.send_id
        and m.position between r.first_position and r.last_position
      where r.account_id = ${accountId} and r.send_id in (select id from unfinished) and r.state = 'leased'
        and m.state in ('handed', 'deferred')
      group by 1
    )
    select s.id as "sendId", s.campaign_id as "campaignId", coalesce(s.name, '') as name, s.state, s.stream, s.planned,
      coalesce(c.settled, 0) as settled, coalesce(b."inFlight", 0) as "inFlight",
      coalesce(c.deferred, 0) + coalesce(b.deferred, 0) as deferred,
      least(c."deferredAt", b."deferredAt") as "deferredAt",
      case s.state when 'sending' then ${reasonOf(sql`s`)} end as waiting,
      coalesce((
        select jsonb_agg(h order by h.count desc) from (
          select r.waiting_kind as kind, r.waiting as why, v.id as "serverId",
            sum(r.last_position - r.first_position + 1 - r.sent - r.failed - r.uncertain - r.suppressed - r.cancelled)::int as count,
            to_char(min(nullif(r.next_at, '-infinity')) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "nextAt"
          from send_ranges r
          left join sending_servers v on v.account_id = r.account_id and v.id = r.waiting_server
          where r.account_id = s.account_id and r.send_id = s.id and r.state = 'open' and r.waiting is not null
          group by 1, 2, 3 order by 4 desc limit 10
        ) h), '[]') as held
    from unfinished s left join counted c on c.send_id = s.id left join busy b on b.send_id = s.id
    order by s.created_at`);
  const queue: QueuedSend[] = [];
  for (const { settled, deferred, deferredAt, ...row } of rows) {
    const reasons = deferred > 0 ? await readReasons(tx, accountId, row.sendId) : [];
    queue.push({
      ...row,
      waitingToStart: Math.max(0, row.planned - settled - row.inFlight - deferred),
      deferred: { count: deferred, nextAt: deferredAt, reasons },
    });
  }
  return queue;
}

async function readReasons(tx: Tx, accountId: string, sendId: string) {
  return await tx.query<{ reason: string; count: number }>(sql`
    select coalesce(${withoutAddresses(sql`m.failure`)}, 'No reason was given.') as reason, count(*)::int as count
    from (
      select * from send_ranges r
      where r.account_id = ${accountId} and r.send_id = ${sendId} and (r.deferred > 0 or r.state = 'leased')
      limit ${SAMPLED_RANGES}
    ) r join messages m on m.account_id = r.account_id and m.send_id = r.send_id
      and m.position between r.first_position and r.last_position
    where m.state = 'deferred'
    group by 1 order by 2 desc, 1 limit 5`);
}
