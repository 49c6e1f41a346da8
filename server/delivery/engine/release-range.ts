import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { ARRIVED, EARLIER_COPY, fateOf, hasArrived, isUsedUp, USED_UP } from '../sends/doubt.ts';
import type { Reason } from '../ways/index.ts';
import type { HeldRange } from './held-range.ts';

/** A send whose every message has come to its end. */
export type FinishedSend = { accountId: string; sendId: string; campaignId: string };

/** Told within the transaction that ends a send, so that what follows from it happens exactly when it does. */
export type OnFinished = (tx: Tx, send: FinishedSend) => Promise<void>;

/** Why what is left of a range cannot go now, and in how many seconds it is worth another look. */
export type Held = { reason: Reason; seconds: number };

/**
 * Gives a range back: done when all its messages are settled, else open until its next message is due, or until what
 * holds it may be over. The last one back ends the send. Nothing of the range may be in flight.
 */
export async function releaseRange(
  database: Database,
  range: HeldRange,
  onFinished: OnFinished,
  held?: Held,
): Promise<void> {
  await database.asSystem(async (tx) => {
    const ours = await tx.maybeOne<{ sendState: string }>(sql`
      select s.state as "sendState" from send_ranges r
      join sends s on s.account_id = r.account_id and s.id = r.send_id
      where ${isRange(range)} and r.lease = ${range.lease} and r.state = 'leased'
      for update of r`);
    if (!ours) return;
    await returnStrays(tx, range);
    if (ours.sendState === 'cancelled') await cancelOpenMessages(tx, range);
    if (await reopenOrClose(tx, range, held)) await finishSend(tx, range, onFinished);
  });
}

const isRange = (range: HeldRange) =>
  sql`r.account_id = ${range.accountId} and r.send_id = ${range.sendId} and r.first_position = ${range.firstPosition}`;

const ofRange = (range: HeldRange) =>
  sql`m.account_id = ${range.accountId} and m.send_id = ${range.sendId}
    and m.position between ${range.firstPosition} and ${range.lastPosition}`;

/**
 * Handed messages that nobody here is sending. Those of this lease were gated by a commit whose answer got lost, so
 * they never left; those of an earlier lease may have, and only a send that rather sends twice sends them again. What is
 * `uncertain` and was used by a person while the range was busy is settled too: see confirmArrival.
 */
async function returnStrays(tx: Tx, range: HeldRange): Promise<void> {
  const mayGoAgain = sql`${range.whenUnsure === 'resend'}::boolean`;
  await tx.execute(sql`
    with fates as materialized (
      select m.position, m.state as was, ${mayGoAgain} and ${isUsedUp} as is_used_up,
        m.lease is distinct from ${range.lease}::uuid as is_doubtful,
        case when m.state = 'uncertain' then 'sent' when m.lease = ${range.lease} then 'queued'
          else ${fateOf('queued', mayGoAgain)} end as state
      from messages m
      where ${ofRange(range)} and (m.state = 'handed' or (m.state = 'uncertain' and ${hasArrived}))
      for update
    ), strays as (
      update messages m
      set state = f.state, resends = m.resends + (f.state = 'queued' and f.is_doubtful)::int,
        failure = case when f.state = 'uncertain' then case when f.is_used_up then ${USED_UP} else ${UNCERTAIN} end end,
        reply = case when f.state = 'sent' then ${ARRIVED} else m.reply end,
        settled_at = case when f.state <> 'queued' then coalesce(m.settled_at, now()) end
      from fates f
      where ${ofRange(range)} and m.position = f.position and m.state = f.was
      returning f.state, f.was
    )
    update send_ranges r set sent = r.sent + c.sent, uncertain = r.uncertain + c.uncertain
    from (
      select count(*) filter (where state = 'sent') as sent,
        count(*) filter (where state = 'uncertain') - count(*) filter (where was = 'uncertain') as uncertain
      from strays
    ) c
    where ${isRange(range)} and (c.sent <> 0 or c.uncertain <> 0)`);
}

/** Shown beside every message whose worker ended between handing it over and hearing the answer. */
export const UNCERTAIN =
  'The worker stopped while this message was on its way. It may have arrived; it is not sent again by itself.';

/** What was to be sent again may have arrived, or has: that it is cancelled would say that it never left. */
async function cancelOpenMessages(tx: Tx, range: HeldRange): Promise<void> {
  const end = sql`(case when ${hasArrived} then 'sent' when m.resends > 0 then 'uncertain' else 'cancelled' end)`;
  await tx.execute(sql`
    with ended as (
      update messages m
      set state = ${end}, settled_at = now(), next_at = null,
        failure = case ${end} when 'sent' then null when 'uncertain' then ${`The campaign was cancelled. ${EARLIER_COPY}`} else m.failure end,
        reply = case ${end} when 'sent' then ${ARRIVED} else m.reply end
      where ${ofRange(range)} and m.state in ('queued', 'deferred')
      returning m.state
    )
    update send_ranges r set cancelled = r.cancelled + c.cancelled, uncertain = r.uncertain + c.uncertain,
      sent = r.sent + c.sent, settled_at = now()
    from (
      select count(*) filter (where state = 'cancelled') as cancelled, count(*) filter (where state = 'uncertain') as uncertain,
        count(*) filter (where state = 'sent') as sent
      from ended
    ) c
    where ${isRange(range)}`);
}

/** @returns whether the range is done */
async function reopenOrClose(tx: Tx, range: HeldRange, held: Held | undefined): Promise<boolean> {
  const { state } = await tx.one<{ state: 'open' | 'done' }>(sql`
    update send_ranges r
    set state = case when o.count > 0 then 'open' else 'done' end, lease = null, worker = null, leased_until = null,
      deferred = o.deferred, waiting = case when o.count > 0 then ${held?.reason.why ?? null} end,
      waiting_kind = case when o.count > 0 then ${held?.reason.kind ?? null} end,
      waiting_server = case when o.count > 0 then ${held?.reason.serverId ?? null}::uuid end,
      next_at = coalesce(clock_timestamp() + make_interval(secs => ${held?.seconds ?? null}), o.next_at, '-infinity')
    from (
      select count(*), count(*) filter (where m.state = 'deferred')::int as deferred,
        min(case when m.state = 'queued' then '-infinity' else m.next_at end) as next_at
      from messages m where ${ofRange(range)} and m.state in ('queued', 'deferred')
    ) o
    where ${isRange(range)}
    returning r.state`);
  return state === 'done';
}

/**
 * Ends the send when no range is left. Two workers may give back the last two ranges at once: the send's row is
 * locked first and the ranges are looked at in a later statement, which sees what the other one committed.
 */
export async function finishSend(
  tx: Tx,
  send: { accountId: string; sendId: string },
  onFinished: OnFinished,
): Promise<void> {
  await tx.query(
    sql`select from sends where account_id = ${send.accountId} and id = ${send.sendId} for update`,
  );
  const finished = await tx.maybeOne<{ campaignId: string; state: string }>(sql`
    update sends s set state = case s.state when 'sending' then 'finished' else s.state end,
      finished_at = now(), waiting = null, waiting_kind = null, waiting_server = null
    where s.account_id = ${send.accountId} and s.id = ${send.sendId} and s.state in ('sending', 'cancelled')
      and s.finished_at is null and s.started_at is not null and s.planned_through is null
      and not exists (
        select from send_ranges r where r.account_id = s.account_id and r.send_id = s.id and r.state <> 'done')
    returning s.campaign_id as "campaignId", s.state`);
  if (finished?.state === 'finished') {
    await onFinished(tx, { accountId: send.accountId, sendId: send.sendId, campaignId: finished.campaignId });
  }
}
