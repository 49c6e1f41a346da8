import { type Database, sql } from '#server/platform/database/index.ts';
import { finishSend, type OnFinished, UNCERTAIN } from './release-range.ts';

/**
 * Takes back ranges whose worker has not renewed its lease. What it had handed over becomes `uncertain` and
 * stays so, unless the send rather sends twice; what was queued goes on with the next worker. Runs in every worker every few seconds.
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
      ), lost as (
        update messages m
        set state = case e.when_unsure when 'keep' then 'uncertain' else 'queued' end,
          settled_at = case e.when_unsure when 'keep' then clock_timestamp() end,
          failure = case e.when_unsure when 'keep' then ${UNCERTAIN} end
        from expired e
        where m.account_id = e.account_id and m.send_id = e.send_id
          and m.position between e.first_position and e.last_position and m.state = 'handed'
        returning m.state, e.account_id, e.send_id, e.first_position
      )
      update send_ranges r
      set state = 'open', lease = null, worker = null, leased_until = null, next_at = '-infinity',
        uncertain = r.uncertain + (
          select count(*) from lost l where l.state = 'uncertain' and l.account_id = e.account_id and l.send_id = e.send_id
            and l.first_position = e.first_position),
        settled_at = clock_timestamp()
      from expired e
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
