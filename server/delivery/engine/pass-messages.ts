import { type Database, prepared, type Sql, sql } from '#server/platform/database/index.ts';
import { ARRIVED, EARLIER_COPY, fateOf, hasArrived, USED_UP } from '../sends/doubt.ts';
import type { HandedMessage, HeldRange, Settlement } from './held-range.ts';

/** A message that is to pass the gate now. */
export type Wish = { range: HeldRange; position: number };

/** What the gate let through. A range in `closed` is not ours any more, or its send is held or over. */
export type Passed = { handed: HandedMessage[]; closed: HeldRange[] };

type Row = {
  /** Which range, counted from 1 in the order given. */
  n: number;
  position: number | null;
  state: 'handed' | 'suppressed' | 'uncertain' | 'sent';
  contactId: string;
  email: string;
  fields: Record<string, unknown> | null;
  attempt: number;
};

/**
 * One round: writes the outcomes of messages that were in flight into the ledger, and lets the next ones through the
 * send gate. One statement and one commit, so that at no moment more messages are handed and unsettled than there are
 * connections, and at no moment a message is on the wire that the ledger on disk does not call `handed`.
 *
 * Repeating it after a failure is safe: what was settled is settled, and a message that was handed by a commit whose
 * answer got lost is given back with its range.
 */
export async function passMessages(
  database: Database,
  settlements: Settlement[],
  wishes: Wish[],
): Promise<Passed> {
  const ranges = [...new Set([...settlements, ...wishes].map(({ range }) => range))];
  const number = new Map(ranges.map((range, index) => [range, index + 1]));
  const rows = await database.atOnce<Row>(
    prepared('pass-messages', statement(ranges, number, settlements, wishes)),
  );
  const open = new Set<HeldRange>();
  const handed: HandedMessage[] = [];
  for (const { n, position, state, contactId, email, fields, attempt } of rows) {
    const range = ranges[n - 1]!;
    open.add(range);
    if (position === null || state !== 'handed') continue;
    handed.push({ range, position, contactId, email, fields: fields ?? {}, attempt });
  }
  const closed = [...new Set(wishes.map(({ range }) => range))].filter((range) => !open.has(range));
  return { handed, closed };
}

function statement(
  ranges: HeldRange[],
  number: Map<HeldRange, number>,
  settlements: Settlement[],
  wishes: Wish[],
): Sql {
  return sql`
    with ${lockRanges(ranges)},
    ${settle(settlements, number)},
    ${gate(wishes, number)},
    -- By range, not by lease: outcomes of one that was lost may come along with those of the next.
    counted as (
      update send_ranges r
      set sent = r.sent + c.sent, failed = r.failed + c.failed, uncertain = r.uncertain + c.uncertain,
        suppressed = r.suppressed + c.suppressed, settled_at = clock_timestamp()
      from (
        select l.account_id, l.send_id, l.first_position, sum(e.sent) as sent, sum(e.failed) as failed,
          sum(e.uncertain) as uncertain, sum(e.suppressed) as suppressed
        from (
          select n, (state = 'sent')::int as sent, (state = 'failed')::int as failed,
            (state = 'uncertain')::int - (was = 'uncertain')::int as uncertain, 0 as suppressed from settled
          union all
          select n, (state = 'sent')::int, 0, (state = 'uncertain')::int, (state = 'suppressed')::int
          from gated where state <> 'handed'
        ) e join locked l on l.n = e.n group by l.account_id, l.send_id, l.first_position
      ) c
      where r.account_id = c.account_id and r.send_id = c.send_id and r.first_position = c.first_position
    )
    select o.n::int, g.position, g.state, g.contact_id as "contactId", g.email, g.fields, g.attempts as attempt
    from passing o left join gated g on g.n = o.n`;
}

/** The ranges before their messages, and in one order, as everywhere: so no two workers wait for each other. */
function lockRanges(ranges: HeldRange[]): Sql {
  return sql`locked as materialized (
      select w.n, w.lease as ours, r.account_id, r.send_id, r.first_position, r.state, r.lease, r.leased_until
      from unnest(
        ${ranges.map((range) => range.accountId)}::uuid[], ${ranges.map((range) => range.sendId)}::uuid[],
        ${ranges.map((range) => range.firstPosition)}::int[], ${ranges.map((range) => range.lease)}::uuid[]
      ) with ordinality w(account_id, send_id, first_position, lease, n)
      join send_ranges r
        on r.account_id = w.account_id and r.send_id = w.send_id and r.first_position = w.first_position
      order by r.account_id, r.send_id, r.first_position
      for update of r
    )`;
}

/**
 * Only what this lease handed is settled. Where the lease was lost meanwhile and the message was marked `uncertain`, a
 * sure outcome still counts; anything less does not, because the range may be closed. The range's lock keeps others from
 * its messages; what was changed while the statement waited for that lock stays as it is, also where it was handed again.
 *
 * What comes back as `uncertain` is `sent` where a person has used it meanwhile. With a time to wait it goes again, as often
 * as a message may.
 */
function settle(settlements: Settlement[], number: Map<HeldRange, number>): Sql {
  const fate = sql`case when p.state = 'uncertain' then ${fateOf('deferred', sql`p.wait_seconds is not null`)} else p.state end`;
  return sql`prior as materialized (
      select l.n, m.account_id, m.send_id, m.position, m.lease, m.handed_at, m.state as was, o.state, o.reply_code, o.reply, o.failure,
        o.wait_seconds, o.is_counted, o.server_id
      from unnest(
        ${settlements.map(({ range }) => number.get(range))}::int[], ${settlements.map((one) => one.position)}::int[],
        ${settlements.map((one) => one.state)}::text[], ${settlements.map((one) => one.replyCode)}::smallint[],
        ${settlements.map((one) => one.reply)}::text[], ${settlements.map((one) => one.failure)}::text[],
        ${settlements.map((one) => one.waitSeconds)}::float8[], ${settlements.map((one) => one.isCounted)}::boolean[],
        ${settlements.map((one) => one.serverId)}::uuid[]
      ) o(n, position, state, reply_code, reply, failure, wait_seconds, is_counted, server_id)
      join locked l on l.n = o.n
      join messages m on m.account_id = l.account_id and m.send_id = l.send_id and m.position = o.position
      where m.lease = l.ours and (m.state = 'handed' or (m.state = 'uncertain' and o.state in ('sent', 'failed')))
    ), settled as (
      update messages m
      set state = ${fate}, reply_code = p.reply_code, server_id = p.server_id,
        reply = case when p.state = 'uncertain' and ${hasArrived} then ${ARRIVED} else p.reply end,
        failure = case when p.state <> 'uncertain' then p.failure when ${hasArrived} then null
          when p.wait_seconds is not null and ${fate} = 'uncertain' then ${USED_UP} || coalesce(' ' || p.failure, '')
          else p.failure end,
        attempts = m.attempts - (not p.is_counted)::int,
        resends = m.resends + (p.state = 'uncertain' and ${fate} = 'deferred')::int,
        next_at = case when ${fate} = 'deferred' then clock_timestamp() + make_interval(secs => p.wait_seconds) end,
        settled_at = case when ${fate} in ('sent', 'failed', 'uncertain') then clock_timestamp() end
      from prior p
      where m.account_id = p.account_id and m.send_id = p.send_id and m.position = p.position
        and m.state = p.was and m.lease = p.lease and m.handed_at = p.handed_at
      returning p.n, m.state, p.was
    )`;
}

/**
 * The send gate: the one place that decides that a message goes out. It makes sure that
 *
 * - the lease is still ours (else another worker may be sending the same messages),
 * - the send is still sending: pausing and cancelling wait for the gates under way and stop every later one
 *   (enter_gate),
 * - the contact may still be written to, by what is committed when the statement begins.
 *
 * What passes is `handed` and must be sent at once; what may not be written to any more is `suppressed`. Of a message that
 * is to go again no copy leaves once a person has used an earlier one: that is read from the row itself, which an opening
 * changes too, so that one of the two waits for the other.
 */
function gate(wishes: Wish[], number: Map<HeldRange, number>): Sql {
  const numbers = wishes.map(({ range }) => number.get(range));
  const verdict = sql`(case when ${hasArrived} then 'sent' when j.refusal is null then 'handed'
          when m.resends > 0 then 'uncertain' else 'suppressed' end)`;
  // All ranges are locked before the first gate is entered: who gives back a range may wait for somebody at a gate.
  return sql`passing as materialized (
      select l.n, l.account_id, l.send_id, l.ours, s.list_ids
      from locked l join sends s on s.account_id = l.account_id and s.id = l.send_id
      where (select count(*) from locked) > 0
        and l.n = any(${numbers}::int[]) and l.state = 'leased' and l.lease = l.ours
        and l.leased_until > clock_timestamp() and enter_gate(l.account_id, l.send_id)
    ), judged as (
      select p.n, p.ours, m.account_id, m.send_id, m.position, contact.email, contact.fields,
        case
          when contact.id is null then 'The contact was deleted.'
          when contact.status = 'unsubscribed' then 'The contact has unsubscribed.'
          when contact.status <> 'subscribed' then 'The address does not take our mail any more.'
          when exists (
            select from suppressions s where s.account_id = m.account_id and s.email_key = contact.email_key
          ) then 'The address is on the suppression list.'
          when p.list_ids is not null and not exists (
            select from list_members lm where lm.account_id = m.account_id and lm.contact_id = m.contact_id
              and lm.list_id = any(p.list_ids) and lm.status = 'subscribed'
          ) then 'The contact has left the list.'
        end as refusal
      from unnest(${numbers}::int[], ${wishes.map((wish) => wish.position)}::int[]) w(n, position)
      join passing p on p.n = w.n
      join messages m on m.account_id = p.account_id and m.send_id = p.send_id and m.position = w.position
      left join contacts contact on contact.account_id = m.account_id and contact.id = m.contact_id
      where m.state in ('queued', 'deferred')
    ), gated as (
      update messages m
      set state = ${verdict},
        lease = j.ours,
        email = case when ${hasArrived} then m.email else coalesce(j.email, m.email) end,
        attempts = m.attempts + (${verdict} = 'handed')::int,
        handed_at = case ${verdict} when 'handed' then clock_timestamp() when 'suppressed' then null else m.handed_at end,
        settled_at = case when ${verdict} <> 'handed' then clock_timestamp() end,
        next_at = null, reply = case when ${hasArrived} then ${ARRIVED} else m.reply end,
        failure = case when not ${hasArrived} then j.refusal || case when m.resends > 0 then ' ' || ${EARLIER_COPY} else '' end end
      from judged j
      where m.account_id = j.account_id and m.send_id = j.send_id and m.position = j.position
        and m.state in ('queued', 'deferred')
      returning j.n, m.position, m.state, m.contact_id, m.email, m.attempts, j.fields
    )`;
}
