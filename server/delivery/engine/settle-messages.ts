import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Settlement } from './held-range.ts';

/**
 * Writes outcomes into the ledger and adds them to the counters of their ranges, in one statement.
 *
 * Only what this lease handed is touched. Where the lease was lost meanwhile and the message was marked `uncertain`,
 * a sure outcome still counts; anything less does not, because the range may be closed. The range is locked before
 * its messages, as everywhere, so that two workers never wait for each other.
 */
export async function settleMessages(tx: Tx, settlements: Settlement[]): Promise<void> {
  const ranges = settlements.map((settlement) => settlement.range);
  await tx.execute(sql`
    with outcome as (
      select * from unnest(
        ${ranges.map((range) => range.accountId)}::uuid[], ${ranges.map((range) => range.sendId)}::uuid[],
        ${ranges.map((range) => range.firstPosition)}::int[], ${ranges.map((range) => range.lease)}::uuid[],
        ${settlements.map((one) => one.position)}::int[], ${settlements.map((one) => one.state)}::text[],
        ${settlements.map((one) => one.replyCode)}::smallint[], ${settlements.map((one) => one.reply)}::text[],
        ${settlements.map((one) => one.failure)}::text[], ${settlements.map((one) => one.waitSeconds)}::float8[]
      ) o(account_id, send_id, first_position, lease, position, state, reply_code, reply, failure, wait_seconds)
    ), locked as (
      select r.account_id, r.send_id, r.first_position from send_ranges r
      where (r.account_id, r.send_id, r.first_position) in (select account_id, send_id, first_position from outcome)
      order by r.account_id, r.send_id, r.first_position
      for update
    ), prior as (
      select o.*, m.state as was
      from locked l
      join outcome o on o.account_id = l.account_id and o.send_id = l.send_id and o.first_position = l.first_position
      join messages m on m.account_id = o.account_id and m.send_id = o.send_id and m.position = o.position
      where m.lease = o.lease and (m.state = 'handed' or (m.state = 'uncertain' and o.state in ('sent', 'failed')))
      for update of m
    ), settled as (
      update messages m
      set state = p.state, reply_code = p.reply_code, reply = p.reply, failure = p.failure,
        next_at = case when p.state = 'deferred' then clock_timestamp() + make_interval(secs => p.wait_seconds) end,
        settled_at = case when p.state in ('sent', 'failed', 'uncertain') then clock_timestamp() end
      from prior p
      where m.account_id = p.account_id and m.send_id = p.send_id and m.position = p.position
    )
    update send_ranges r
    set sent = r.sent + c.sent, failed = r.failed + c.failed, uncertain = r.uncertain + c.uncertain,
      settled_at = clock_timestamp()
    from (
      select account_id, send_id, first_position,
        count(*) filter (where state = 'sent') as sent,
        count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'uncertain') - count(*) filter (where was = 'uncertain') as uncertain
      from prior group by 1, 2, 3
    ) c
    where r.account_id = c.account_id and r.send_id = c.send_id and r.first_position = c.first_position`);
}
