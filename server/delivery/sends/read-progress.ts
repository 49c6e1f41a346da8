import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Reason } from '../ways/index.ts';
import { reasonOf } from './reason-of.ts';
import { withoutAddresses } from './without-addresses.ts';

/** How far a send has come. `remaining` waits, is being tried, or will be tried again. */
export type SendProgress = {
  sendId: string;
  state: 'planning' | 'sending' | 'paused' | 'finished' | 'cancelled';
  isPlanned: boolean;
  planned: number;
  sent: number;
  failed: number;
  uncertain: number;
  suppressed: number;
  cancelled: number;
  remaining: number;
  /** Messages settled a second over the last 15; null when there were none. */
  perSecond: number | null;
  /** Why nothing moves. */
  waiting: Reason | null;
  startedAt: string | null;
  finishedAt: string | null;
};

/** Whose send; a request's Scope fits. */
type Owner = { accountId: string };

/** Seconds over which the rate is counted. */
const WINDOW = 15;

type Counted = Omit<SendProgress, 'remaining' | 'perSecond'>;

/** The progress of a campaign's send from the counters of its ranges, or undefined when it has none. */
export async function readProgress(
  tx: Tx,
  { accountId }: Owner,
  campaignId: string,
): Promise<SendProgress | undefined> {
  const row = await tx.maybeOne<Counted & { recent: number; seconds: number }>(sql`
    select s.id as "sendId", s.state, s.started_at is not null and s.planned_through is null as "isPlanned", s.planned,
      case s.state when 'sending' then ${reasonOf(sql`s`)} end as waiting,
      s.started_at as "startedAt", s.finished_at as "finishedAt",
      counts.sent, counts.failed, counts.uncertain, counts.suppressed, counts.cancelled,
      recent.count as recent,
      greatest(1, least(${WINDOW}, extract(epoch from now() - s.started_at)))::float8 as seconds
    from sends s
    cross join lateral (
      select coalesce(sum(sent), 0)::int as sent, coalesce(sum(failed), 0)::int as failed,
        coalesce(sum(uncertain), 0)::int as uncertain, coalesce(sum(suppressed), 0)::int as suppressed,
        coalesce(sum(cancelled), 0)::int as cancelled
      from send_ranges r where r.account_id = s.account_id and r.send_id = s.id
    ) counts
    cross join lateral (
      select count(*)::int as count
      from send_ranges r join messages m on m.account_id = r.account_id and m.send_id = r.send_id
        and m.position between r.first_position and r.last_position
      where r.account_id = s.account_id and r.send_id = s.id and s.state = 'sending'
        and r.settled_at > now() - make_interval(secs => ${WINDOW})
        and m.settled_at > now() - make_interval(secs => ${WINDOW})
    ) recent
    where s.account_id = ${accountId} and s.campaign_id = ${campaignId}`);
  if (!row) return undefined;
  const { recent, seconds, ...counts } = row;
  const settled = counts.sent + counts.failed + counts.uncertain + counts.suppressed + counts.cancelled;
  const perSecond = recent > 0 ? Math.round((recent / (seconds ?? 1)) * 10) / 10 : null;
  return { ...counts, remaining: Math.max(0, counts.planned - settled), perSecond };
}

/** Why messages of a send failed, most frequent first. Looks at ranges with failures only. */
export async function readFailures(
  tx: Tx,
  { accountId }: Owner,
  sendId: string,
): Promise<{ reason: string; count: number }[]> {
  return await tx.query(sql`
    select coalesce(${withoutAddresses(sql`m.failure`)}, 'No reason was given.') as reason, count(*)::int as count
    from send_ranges r join messages m on m.account_id = r.account_id and m.send_id = r.send_id
      and m.position between r.first_position and r.last_position
    where r.account_id = ${accountId} and r.send_id = ${sendId} and r.failed > 0 and m.state = 'failed'
    group by 1 order by 2 desc, 1 limit 20`);
}
