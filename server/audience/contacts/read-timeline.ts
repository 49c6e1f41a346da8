import type { z } from 'zod';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { TimelineEntry, timelineAbout } from './contract.ts';
import { noSuchContact } from './read-contact.ts';

interface Wanted {
  cursor?: string | undefined;
  limit: number;
  about?: About | undefined;
}

type About = z.output<typeof timelineAbout>;
const kindsAbout: Record<About, TimelineEntry['kind'][]> = {
  mail: ['message', 'opened', 'clicked'],
  standing: [
    'unsubscribed',
    'resubscribed',
    'left_list',
    'joined_list',
    'imported',
    'suppressed',
    'unsuppressed',
  ],
  details: ['changed', 'imported'],
};

/**
 * What happened with a contact, newest first: events, and each message under the time its fate was known.
 * The cursor is the last entry's time (to the microsecond) and id.
 * @throws not_found
 */
export async function readTimeline(tx: Tx, contactId: string, { cursor, limit, about }: Wanted) {
  const found = await tx.maybeOne(sql`select from contacts where id = ${contactId}`);
  if (!found) throw noSuchContact();
  const wanted = about ? sql`t.kind = any(${kindsAbout[about]})` : sql`true`;
  const rows = await tx.query<TimelineEntry & { position: string }>(sql`
    with ${entries(contactId)}
    select t.id, t.at, t.kind, t.machine, t.url, t.message, t.at::text as position,
      case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as campaign,
      case when l.id is not null then json_build_object('id', l.id, 'name', l.name) end as list,
      coalesce(t.detail -> 'changes', '[]') as changes,
      coalesce(t.detail ->> 'note', i.file_name, '') as note
    from entries t
    left join sends s on s.id = t.send_id
    left join campaigns p on p.id = s.campaign_id
    left join lists l on l.id = t.list_id
    left join imports i on i.id = (t.detail ->> 'importId')::uuid
    where ${wanted} and ${before(cursor)}
    order by t.at desc, t.id desc limit ${limit + 1}`);
  const { total } = await tx.one<{ total: number }>(sql`
    with ${entries(contactId)} select count(*) as total from entries t where ${wanted}`);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > items.length && last ? `${last.position}|${last.id}` : null,
    total,
  };
}

const entries = (contactId: string) => sql`
  entries as (
    select id::text, at, kind, machine, url, send_id, list_id, detail, null::json as message
    from events where contact_id = ${contactId}
    union all
    select m.send_id || ':' || m.position, coalesce(m.settled_at, m.handed_at, s.created_at), 'message', false, null,
      m.send_id, null, '{}'::jsonb,
      json_build_object('sendId', m.send_id, 'position', m.position, 'state', m.state,
        'reply', coalesce(m.reply, m.failure))
    from messages m join sends s on s.account_id = m.account_id and s.id = m.send_id
    where m.contact_id = ${contactId})`;

function before(cursor: string | undefined) {
  if (cursor === undefined) return sql`true`;
  const [, time, entry] = /^(\d{4}-\d\d-\d\d[ \d:.+-]+)\|([0-9a-f:-]+)$/.exec(cursor) ?? [];
  if (!time || Number.isNaN(Date.parse(time)))
    throw problem('invalid_input', 'The cursor is not one of ours.');
  return sql`(t.at, t.id) < (${time}::timestamptz, ${entry})`;
}
