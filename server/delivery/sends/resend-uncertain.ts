import { sql, type Tx } from '#server/platform/database/index.ts';
import { hasArrived } from './doubt.ts';
import { wakeEngines } from './start-send.ts';

/** Whose send; a request's Scope fits. */
type Owner = { accountId: string };

/**
 * Sends messages again of which nobody knows whether they arrived, under the same Message-ID: a person has decided that
 * twice is better than not at all. Those that a person has opened or clicked meanwhile did arrive and become `sent`; of those
 * opened after this the gate lets no copy go.
 * A send that was over goes on until they are settled.
 *
 * Locks ranges before the send, and the send before what the caller may change, as the engine does.
 *
 * @param contactIds only these people's; all uncertain ones when left out
 * @returns how many are sent again
 */
export async function resendUncertain(
  tx: Tx,
  { accountId }: Owner,
  sendId: string,
  contactIds?: readonly string[],
): Promise<number> {
  const { resent } = await tx.one<{ resent: number }>(sql`
    with locked as materialized (
      select r.first_position, r.last_position from send_ranges r
      where r.account_id = ${accountId} and r.send_id = ${sendId} and r.uncertain > 0
      order by r.first_position for update
    ), sending as materialized (
      select s.id from sends s
      where s.account_id = ${accountId} and s.id = ${sendId} and s.state in ('sending', 'paused', 'finished')
        and (select count(*) from locked) >= 0
      for update
    ), asked as materialized (
      select m.position, l.first_position, ${hasArrived} as arrived
      from locked l join messages m on m.account_id = ${accountId} and m.send_id = ${sendId}
        and m.position between l.first_position and l.last_position
      where m.state = 'uncertain' and exists (select from sending)
        and (${contactIds ?? null}::uuid[] is null or m.contact_id = any(${contactIds ?? null}::uuid[]))
      for update of m
    ), taken as (
      update messages m
      set state = case when a.arrived then 'sent' else 'queued' end,
        lease = null, next_at = null, failure = null, resends = m.resends + (not a.arrived)::int,
        reply = case when a.arrived then m.reply end, reply_code = case when a.arrived then m.reply_code end,
        settled_at = case when a.arrived then m.settled_at end
      from asked a
      where m.account_id = ${accountId} and m.send_id = ${sendId} and m.position = a.position and m.state = 'uncertain'
      returning a.first_position, a.arrived
    ), counted as (
      update send_ranges r
      set uncertain = r.uncertain - c.taken, sent = r.sent + c.arrived,
        state = case when r.state = 'done' and c.taken > c.arrived then 'open' else r.state end,
        next_at = case when r.state = 'leased' or c.taken = c.arrived then r.next_at else '-infinity' end,
        waiting = case when c.taken = c.arrived then r.waiting end,
        waiting_kind = case when c.taken = c.arrived then r.waiting_kind end,
        waiting_server = case when c.taken = c.arrived then r.waiting_server end
      from (
        select first_position, count(*)::int as taken, count(*) filter (where arrived)::int as arrived
        from taken group by 1
      ) c
      where r.account_id = ${accountId} and r.send_id = ${sendId} and r.first_position = c.first_position
    )
    select count(*) filter (where not arrived)::int as resent from taken`);
  if (resent === 0) return 0;
  await tx.execute(sql`
    update sends set state = case state when 'finished' then 'sending' else state end, finished_at = null
    where account_id = ${accountId} and id = ${sendId}`);
  await wakeEngines(tx);
  return resent;
}
