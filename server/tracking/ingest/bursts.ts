import { sql, type Tx } from '#server/platform/database/index.ts';
import { rulesVersion } from '../capture/classify.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** So many different links of one message… */
const links = 3;
/** …within this time are a scanner's work, whatever browser it claims to be. */
const within = '2 seconds';

/**
 * Takes back clicks that together turn out to be a machine's: verdicts come late, because the first click of a burst
 * looks like any other. What was stored stays as it was, except for the verdict on it.
 */
export async function reclassifyBursts(tx: Tx, stored: RecordedEvent[]): Promise<RecordedEvent[]> {
  const clicks = stored.filter(({ kind, machine, contactId }) => kind === 'clicked' && !machine && contactId);
  if (clicks.length === 0) return stored;
  const messages = JSON.stringify(
    clicks.map(({ accountId, contactId, sendId, position }) => ({ accountId, contactId, sendId, position })),
  );
  const flagged = await flagBursts(tx, messages);
  if (flagged.length === 0) return stored;
  await recountMessages(tx, messages);
  const byId = new Map(flagged.map((event) => [event.id, event]));
  return stored.map((event) => ({ ...event, ...byId.get(event.id) }));
}

/** The messages' clicks are found through their contact, which is an index with few entries each. */
const messageRows = (messages: string) => sql`
  (select distinct * from jsonb_to_recordset(${messages}::jsonb)
      as r ("accountId" uuid, "contactId" uuid, "sendId" uuid, position integer)) r`;

async function flagBursts(
  tx: Tx,
  messages: string,
): Promise<Pick<RecordedEvent, 'id' | 'machine' | 'detail'>[]> {
  return await tx.query(sql`
    with clicks as (
      select e.*
        from ${messageRows(messages)}
        join events e on e.account_id = r."accountId" and e.contact_id = r."contactId"
         and e.send_id = r."sendId" and e.position = r.position and e.kind = 'clicked'
    ), bursts as (
      select f.account_id, f.send_id, f.position, f.at
        from clicks f
        join clicks c using (account_id, send_id, position)
       where c.at between f.at and f.at + ${within}::interval
       group by f.account_id, f.send_id, f.position, f.id, f.at
      having count(distinct c.url) >= ${links}
    )
    update events e
       set machine = true,
           detail = e.detail || jsonb_build_object('verdict', jsonb_build_object('version', ${rulesVersion}::int, 'why', 'burst'))
      from clicks c
     where e.account_id = c.account_id and e.id = c.id and not c.machine
       and exists (select from bursts b
                    where b.account_id = c.account_id and b.send_id = c.send_id and b.position = c.position
                      and c.at between b.at and b.at + ${within}::interval)
    returning e.id, e.machine, e.detail`);
}

async function recountMessages(tx: Tx, messages: string): Promise<void> {
  await tx.execute(sql`
    update messages m
       set opened_at = n.opened_at, clicked_at = n.clicked_at, click_count = n.clicks
      from (
        select r.*,
               min(e.at) as opened_at,
               min(e.at) filter (where e.kind = 'clicked') as clicked_at,
               count(e.id) filter (where e.kind = 'clicked') as clicks
          from ${messageRows(messages)}
          left join events e on e.account_id = r."accountId" and e.contact_id = r."contactId"
           and e.send_id = r."sendId" and e.position = r.position
           and e.kind in ('opened', 'clicked') and not e.machine
         group by r."accountId", r."contactId", r."sendId", r.position
      ) n
     where m.account_id = n."accountId" and m.send_id = n."sendId" and m.position = n.position`);
}
