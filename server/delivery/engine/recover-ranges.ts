import { type Database, sql } from '#server/platform/database/index.ts';
import { ARRIVED, fateOf, isUsedUp, USED_UP } from '../sends/doubt.ts';
import { finishSend, type OnFinished, UNCERTAIN } from './release-range.ts';

/**
 * Takes back ranges whose worker has not renewed its lease. What it had handed over becomes `uncertain` and
 * stays so, unless a person has used it or the send rather sends twice; what was queued goes on with the next worker. Runs in every worker every few seconds.
 *
 * The ranges are locked in a statement of their own: a gate that committed just before is then seen by the next one.
 */
export async function recoverRanges(database: Database): Promise<number> {
  return await database.asSystem(async (tx) => {
    const expired = await tx.query<{ accountId: string; sendId: string; firstPosition: number }>(sql`
      select account_id as "accountId", send_id as "sendId", first_position as "firstPosition" from send_ranges
      where state = 'leased' and leased_until < clock_timestamp()
      order by account_id, send_id, first_position limit 200
      for update skip locked`);
    if (expired.length === 0) return 0;
    await tx.execute(sql`
      with expired as (
        select r.*, s.when_unsure from send_ranges r join unnest(
          ${expired.map((range) => range.accountId)}::uuid[], ${expired.map((range) => range.sendId)}::uuid[],
          ${expired.map((range) => range.firstPosition)}::int[]
        ) e(account_id, send_id, first_position)
          on r.account_id = e.account_id and r.send_id = e.send_id and r.first_position = e.first_position
        join sends s on s.account_id = r.account_id and s.id = r.send_id
      ), fates as materialized (
        select e.account_id, e.send_id, e.first_position, m.position,
          ${fateOf('queued', sql`e.when_unsure = 'resend'`)} as state,
          e.when_unsure = 'resend' and ${isUsedUp} as is_used_up
        from expired e join messages m on m.account_id = e.account_id and m.send_id = e.send_id
          and m.position between e.first_position and e.last_position
        where m.state = 'handed'
        for update of m
      ), lost as (
        update messages m
        set state = f.state, resends = m.resends + (f.state = 'queued')::int,
          settled_at = case when f.state <> 'queued' then clock_timestamp() end,
          failure = case when f.state = 'uncertain' then case when f.is_used_up then ${USED_UP} else ${UNCERTAIN} end end,
          reply = case when f.state = 'sent' then ${ARRIVED} else m.reply end
        from fates f
        where m.account_id = f.account_id and m.send_id = f.send_id and m.position = f.position and m.state = 'handed'
        returning f.state, f.account_id, f.send_id, f.first_position
      )
      update send_ranges r
      set state = 'open', lease = null, worker = null, leased_until = null, next_at = '-infinity',
        sent = r.sent + c.sent, uncertain = r.uncertain + c.uncertain, settled_at = clock_timestamp()
      from expired e cross join lateral (
        select count(*) filter (where l.state = 'sent') as sent, count(*) filter (where l.state = 'uncertain') as uncertain
        from lost l where l.account_id = e.account_id and l.send_id = e.send_id and l.first_position = e.first_position
      ) c
      where r.account_id = e.account_id and r.send_id = e.send_id and r.first_position = e.first_position`);
    return expired.length;
  });
}

/**
 * Ends sends that have nothing left to do and whose end nobody saw: planned with no recipient, or paused near the end.
 * Their rows are locked in one order, for every worker does this.
 */
export async function finishEmptySends(database: Database, onFinished: OnFinished): Promise<void> {
  await database.asSystem(async (tx) => {
    const idle = await tx.query<{ accountId: string; sendId: string }>(sql`
      select s.account_id as "accountId", s.id as "sendId" from sends s
      where s.finished_at is null and s.state in ('sending', 'cancelled') and s.started_at is not null
        and s.planned_through is null
        and not exists (
          select from send_ranges r where r.account_id = s.account_id and r.send_id = s.id and r.state <> 'done')
      order by s.account_id, s.id limit 100`);
    for (const send of idle) await finishSend(tx, send, onFinished);
  });
}
