import { sql, type Tx } from '#server/platform/database/index.ts';
import type { HandedMessage, HeldRange } from './held-range.ts';

/** How many messages of a range may pass now. */
export type Wish = { range: HeldRange; count: number };

/** What the gate let through. A range in `closed` is not ours any more, or its send is held or over. */
export type Passed = { handed: HandedMessage[]; closed: HeldRange[] };

type Row = {
  lease: string;
  position: number | null;
  state: 'handed' | 'suppressed';
  contactId: string;
  email: string;
  fields: Record<string, unknown> | null;
  attempt: number;
};

/**
 * The send gate: the one place that decides that a message goes out. In a single statement it makes sure that
 *
 * - the lease is still ours (else another worker may be sending the same messages),
 * - the send is still sending: pausing and cancelling change the row that is share-locked here, so they wait for a
 *   gate under way and stop every later one,
 * - the contact may still be written to, by what is committed when the statement begins.
 *
 * What passes is `handed` and must be sent at once; what may not be written to any more is `suppressed`. The scan
 * starts where the last one ended, because settled messages stay in place.
 */
export async function gateMessages(tx: Tx, wishes: Wish[]): Promise<Passed> {
  const rows = await tx.query<Row>(gateStatement(wishes));
  const byLease = new Map(wishes.map((wish) => [wish.range.lease, wish]));
  const seen = new Map<string, Row[]>();
  for (const row of rows) seen.set(row.lease, [...(seen.get(row.lease) ?? []), row]);

  const passed: Passed = { handed: [], closed: [] };
  for (const [lease, { range, count }] of byLease) {
    const mine = seen.get(lease);
    if (!mine) {
      passed.closed.push(range);
      continue;
    }
    const taken = mine.filter((row) => row.position !== null);
    for (const row of taken) {
      range.nextPosition = Math.max(range.nextPosition, row.position! + 1);
      if (row.state === 'handed') passed.handed.push(handedMessage(range, row));
    }
    if (taken.length < count) range.isSwept = true;
  }
  return passed;
}

function handedMessage(range: HeldRange, row: Row): HandedMessage {
  const { position, contactId, email, fields, attempt } = row;
  return {
    range,
    position: position!,
    contactId,
    email,
    fields: fields ?? {},
    attempt,
    gatedAt: performance.now(),
  };
}

function gateStatement(wishes: Wish[]) {
  const ranges = wishes.map((wish) => wish.range);
  return sql`
    with wished as (
      select * from unnest(
        ${ranges.map((range) => range.accountId)}::uuid[], ${ranges.map((range) => range.sendId)}::uuid[],
        ${ranges.map((range) => range.firstPosition)}::int[], ${ranges.map((range) => range.lease)}::uuid[],
        ${ranges.map((range) => range.nextPosition)}::int[], ${wishes.map((wish) => wish.count)}::int[]
      ) w(account_id, send_id, first_position, lease, next_position, count)
    ), held as (
      select r.account_id, r.send_id, r.first_position, r.last_position, r.lease, w.next_position, w.count, s.list_ids
      from wished w
      join send_ranges r
        on r.account_id = w.account_id and r.send_id = w.send_id and r.first_position = w.first_position
      join sends s on s.account_id = r.account_id and s.id = r.send_id
      where r.state = 'leased' and r.lease = w.lease and r.leased_until > clock_timestamp() and s.state = 'sending'
      for update of r for share of s
    ), candidates as (
      select h.first_position, h.lease, h.list_ids, m.*
      from held h cross join lateral (
        select m.account_id, m.send_id, m.position, m.contact_id from messages m
        where m.account_id = h.account_id and m.send_id = h.send_id
          and m.position between h.next_position and h.last_position
          and (m.state = 'queued' or (m.state = 'deferred' and m.next_at <= now()))
        order by m.position limit h.count
      ) m
    ), judged as (
      select c.*, contact.email, contact.fields,
        case
          when contact.id is null then 'The contact was deleted.'
          when contact.status = 'unsubscribed' then 'The contact has unsubscribed.'
          when contact.status <> 'subscribed' then 'The address does not take our mail any more.'
          when exists (
            select from suppressions s where s.account_id = c.account_id and s.email_key = contact.email_key
          ) then 'The address is on the suppression list.'
          when c.list_ids is not null and not exists (
            select from list_members lm where lm.account_id = c.account_id and lm.contact_id = c.contact_id
              and lm.list_id = any(c.list_ids) and lm.status = 'subscribed'
          ) then 'The contact has left the list.'
        end as refusal
      from candidates c
      left join contacts contact on contact.account_id = c.account_id and contact.id = c.contact_id
    ), gated as (
      update messages m
      set state = case when j.refusal is null then 'handed' else 'suppressed' end,
        lease = j.lease,
        email = coalesce(j.email, m.email),
        attempts = m.attempts + (j.refusal is null)::int,
        handed_at = case when j.refusal is null then clock_timestamp() end,
        settled_at = case when j.refusal is not null then clock_timestamp() end,
        next_at = null, failure = j.refusal
      from judged j
      where m.account_id = j.account_id and m.send_id = j.send_id and m.position = j.position
        and m.state in ('queued', 'deferred')
      returning m.account_id, m.send_id, m.position, m.state, m.contact_id, m.email, m.attempts,
        j.first_position, j.lease, j.fields
    ), counted as (
      update send_ranges r set suppressed = r.suppressed + g.count, settled_at = clock_timestamp()
      from (
        select account_id, send_id, first_position, count(*) from gated where state = 'suppressed' group by 1, 2, 3
      ) g
      where r.account_id = g.account_id and r.send_id = g.send_id and r.first_position = g.first_position
    )
    select h.lease, g.position, g.state, g.contact_id as "contactId", g.email, g.fields, g.attempts as attempt
    from held h left join gated g on g.lease = h.lease
    order by g.position`;
}
