import { sql, type Tx } from '#server/platform/database/index.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** The batch as rows. */
const given = (batch: string) => sql`
  jsonb_to_recordset(${batch}::jsonb) as g (
    id uuid, at timestamptz, kind text, "accountId" uuid, "sendId" uuid, position bigint,
    "contactId" uuid, url text, machine boolean, detail jsonb)`;

/** Whether the batch brings the person of the message `m` back. */
const isBack = sql`exists (select from given b where b.kind = 'resubscribed' and b."sendId" = m.send_id and b.position = m.position)`;

/** Whether the contact `k` is not known to want no mail: a bounce may be lifted, and then that has to be known. */
const isReachable = sql`(k.status = 'subscribed' or k.status <> 'unsubscribed' and not exists (
  select from suppressions x where x.account_id = k.account_id and x.email_key = k.email_key and x.reason in ('unsubscribed', 'complained')))`;

/**
 * Holds the batch's messages until the transaction ends, in one order for all, so that two processes storing events of
 * the same message come one after the other and never wait for each other in a circle.
 */
export async function lockMessages(tx: Tx, batch: string): Promise<void> {
  await tx.execute(sql`
    select from messages m
      join (select distinct "accountId", "sendId", position from ${given(batch)}) g
        on m.account_id = g."accountId" and m.send_id = g."sendId" and m.position = g.position
     order by m.account_id, m.send_id, m.position
       for no key update of m`);
}

/**
 * Stores the events that are new and mean something, and marks their messages; gives back those stored, in the order
 * they happened. Left out without fuss: links of a deleted campaign, opens and clicks where tracking is off, leaving a
 * second time while still gone, and staying without having left by this very mail. A choice that follows its opposite in
 * the batch counts, whatever stood before.
 */
export async function storeEvents(tx: Tx, batch: string): Promise<RecordedEvent[]> {
  return await tx.query<RecordedEvent>(sql`
    with given as (
      select * from ${given(batch)}
    ), known as (
      select g.*, m.position is not null as in_ledger, k.id as contact_id
        from given g
        left join messages m on m.account_id = g."accountId" and m.send_id = g."sendId" and m.position = g.position
        left join sends s on s.account_id = m.account_id and s.id = m.send_id
        left join campaigns c on c.account_id = s.account_id and c.id = s.campaign_id
        left join contacts k on k.account_id = g."accountId" and k.id = coalesce(m.contact_id, g."contactId")
       where case g.kind
               when 'opened' then c.track_opens
               when 'clicked' then c.track_clicks
               when 'unsubscribed' then (m.position is not null and m.unsubscribed_at is null) or ${isBack} or ${isReachable}
               when 'left_list' then m.position is not null and (m.unsubscribed_at is null or ${isBack} or exists (
                 select from list_members l where l.account_id = k.account_id and l.contact_id = k.id
                    and l.list_id = any(s.list_ids) and l.status = 'subscribed'))
               when 'resubscribed' then k.id is not null and (m.unsubscribed_at is not null
                 or exists (select from given b where b.kind in ('unsubscribed', 'left_list')
                               and b."sendId" = m.send_id and b.position = m.position))
             end
    ), stored as (
      insert into events (account_id, id, at, kind, contact_id, send_id, position, url, machine, detail)
      select "accountId", id, at, kind, contact_id, "sendId", case when in_ledger then position::integer end,
             url, machine, detail
        from known
          on conflict do nothing
      returning *
    ), touched as (
      select account_id, send_id, position,
             min(at) filter (where kind in ('opened', 'clicked') and not machine) as opened_at,
             min(at) filter (where kind = 'opened' and machine) as machine_opened_at,
             min(at) filter (where kind = 'clicked' and not machine) as clicked_at,
             count(*) filter (where kind = 'opened' and not machine) as opens,
             count(*) filter (where kind = 'clicked' and not machine) as clicks,
             min(at) filter (where kind in ('unsubscribed', 'left_list')) as left_at,
             max(at) filter (where kind in ('unsubscribed', 'left_list')) as last_left_at,
             max(at) filter (where kind = 'resubscribed') as stayed_at
        from stored
       group by account_id, send_id, position
    ), marked as (
      update messages m
         set opened_at = least(m.opened_at, t.opened_at),
             machine_opened_at = least(m.machine_opened_at, t.machine_opened_at),
             clicked_at = least(m.clicked_at, t.clicked_at),
             open_count = m.open_count + t.opens,
             click_count = m.click_count + t.clicks,
             unsubscribed_at = case when t.stayed_at >= coalesce(t.last_left_at, '-infinity') then null
                                    else least(m.unsubscribed_at, t.left_at) end
        from touched t
       where m.account_id = t.account_id and m.send_id = t.send_id and m.position = t.position
    )
    select e.id, e.at, e.kind, e.account_id as "accountId", e.send_id as "sendId", g.position,
           e.contact_id as "contactId", coalesce(k.email, m.email) as email, e.url, e.machine, e.detail
      from stored e
      join given g on g.id = e.id and g."accountId" = e.account_id
      left join messages m on m.account_id = e.account_id and m.send_id = e.send_id and m.position = e.position
      left join contacts k on k.account_id = e.account_id and k.id = e.contact_id
     order by e.at, e.id`);
}
