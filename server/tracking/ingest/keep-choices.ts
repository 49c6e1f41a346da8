import { sql, type Tx } from '#server/platform/database/index.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** So many choices by one link are all kept, from the first on. */
const FIRST = 10;

/**
 * Whoever was sent a mail can leave and come back by its link without end, and each time is a row. All of it is done; of what is
 * beyond the first choices only the last of each day (UTC) is kept, and all since they last came back, which coming back
 * again takes back. So a link adds a row or two a day, and what stands of its person never goes.
 */
export async function keepChoices(tx: Tx, recorded: readonly RecordedEvent[]): Promise<void> {
  const people = recorded.filter(({ kind, contactId }) => kind === 'resubscribed' && contactId !== null);
  if (people.length === 0) return;
  const links = people.map(({ accountId, contactId, sendId, position }) => ({
    accountId,
    contactId,
    sendId,
    position,
  }));
  await tx.execute(sql`
    with choices as (
      select e.account_id, e.id, e.at,
        row_number() over (link order by e.at, e.id) as number,
        row_number() over (partition by e.account_id, e.send_id, e.position, (e.at at time zone 'UTC')::date
          order by e.at desc, e.id desc) as last_of_day,
        max(e.at) filter (where e.kind = 'resubscribed') over link as came_back_at
      from (select distinct * from jsonb_to_recordset(${JSON.stringify(links)}::jsonb)
          as r ("accountId" uuid, "contactId" uuid, "sendId" uuid, position integer)) r
      join events e on e.account_id = r."accountId" and e.contact_id = r."contactId"
        and e.send_id = r."sendId" and e.position = r.position and e.kind in ('unsubscribed', 'left_list', 'resubscribed')
      window link as (partition by e.account_id, e.send_id, e.position)
    )
    delete from events e using choices c
    where e.account_id = c.account_id and e.id = c.id
      and c.number > ${FIRST} and c.last_of_day > 1 and c.at < c.came_back_at`);
}
