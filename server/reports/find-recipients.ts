import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import type { Recipient, RecipientKind } from './contract.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { findSend } from './queries.ts';

export interface RecipientFilter {
  kind: RecipientKind;
  /** Narrows `clicked` to one link. */
  url?: string | undefined;
  /** Part of an address or name. */
  search?: string | undefined;
}

interface Wanted extends RecipientFilter {
  cursor?: string | undefined;
  limit: number;
}

export interface RecipientRow extends Recipient {
  position: number;
  /** `at` as PostgreSQL writes it, to the microsecond. */
  atExactly: string;
  sentAt: string | null;
  openedAt: string | null;
  clickedAt: string | null;
  unsubscribedAt: string | null;
}

/** One page of a campaign's recipients, those who did it last first. @throws not_found */
export async function findRecipients(tx: Tx, campaignId: string, wanted: Wanted) {
  const { sendId } = await findSend(tx, campaignId);
  if (sendId === null) return { items: [], nextCursor: null, total: 0 };
  const rows = await readRecipients(tx, sendId, wanted);
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from ${matching(sendId, wanted)}`,
  );
  const items = rows.slice(0, wanted.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > items.length && last ? writeCursor(last) : null, total };
}

/** Up to `limit` + 1 rows after the cursor. */
export async function readRecipients(tx: Tx, sendId: string, wanted: Wanted): Promise<RecipientRow[]> {
  const after = wanted.cursor === undefined ? undefined : readCursor(wanted.cursor);
  const rest = after
    ? sql`where r.at < ${after.at}::timestamptz or (r.at = ${after.at}::timestamptz and r.position > ${after.position})`
    : sql``;
  return await tx.query<RecipientRow>(sql`
    select r.contact_id as "contactId", r.email, ${nameOf} as name, r.state, nullif(r.at, '-infinity') as at,
           r.open_count as opens, r.click_count as clicks,
           case when r.state <> 'sent' then coalesce(r.failure, r.reply) end as reply,
           r.position, r.at::text as "atExactly",
           case when r.state = 'sent' then r.settled_at end as "sentAt",
           r.opened_at as "openedAt", r.clicked_at as "clickedAt", r.unsubscribed_at as "unsubscribedAt"
      from ${matching(sendId, wanted)}
      ${rest}
     order by r.at desc, r.position
     limit ${wanted.limit + 1}`);
}

const nameOf = sql`trim(concat_ws(' ', r.fields ->> 'first_name', r.fields ->> 'last_name'))`;

/** The messages asked for as `r`, with the time that orders them. */
function matching(sendId: string, { kind, url, search }: RecipientFilter): Sql {
  const clicks = kind === 'clicked' && url !== undefined;
  return sql`(
    select m.*, k.fields, coalesce(${clicks ? sql`l.first_at` : moments[kind]}, '-infinity') as at
      from messages m
      left join contacts k on k.account_id = m.account_id and k.id = m.contact_id
      ${clicks ? clickersOf(sendId, url) : sql``}
     where m.send_id = ${sendId} and ${conditions[kind]} and ${containing(search)}
  ) r`;
}

const clickersOf = (sendId: string, url: string) => sql`
  join (select e.position, min(e.at) as first_at from events e
         where e.send_id = ${sendId} and e.kind = 'clicked' and e.url = ${url} and not e.machine
         group by e.position) l on l.position = m.position`;

function containing(search: string | undefined): Sql {
  if (!search) return sql`true`;
  const part = search.toLowerCase();
  return sql`(strpos(lower(m.email), ${part}) > 0
    or strpos(lower(concat_ws(' ', k.fields ->> 'first_name', k.fields ->> 'last_name')), ${part}) > 0)`;
}

const conditions: Record<RecipientKind, Sql> = {
  all: sql`true`,
  waiting: sql`m.state in ('queued', 'handed', 'deferred')`,
  sent: sql`m.state = 'sent'`,
  opened: sql`m.opened_at is not null`,
  opened_by_machine: sql`m.opened_at is null and m.machine_opened_at is not null`,
  not_opened: sql`m.state = 'sent' and m.opened_at is null`,
  clicked: sql`m.clicked_at is not null`,
  not_clicked: sql`m.state = 'sent' and m.clicked_at is null`,
  unsubscribed: sql`m.unsubscribed_at is not null`,
  failed: sql`m.state = 'failed'`,
  uncertain: sql`m.state = 'uncertain'`,
  suppressed: sql`m.state = 'suppressed'`,
  cancelled: sql`m.state = 'cancelled'`,
};

const settled = sql`coalesce(m.settled_at, m.handed_at)`;

/** When what was asked for happened. */
const moments: Record<RecipientKind, Sql> = {
  all: settled,
  waiting: settled,
  sent: settled,
  opened: sql`m.opened_at`,
  opened_by_machine: sql`m.machine_opened_at`,
  not_opened: settled,
  clicked: sql`m.clicked_at`,
  not_clicked: settled,
  unsubscribed: sql`m.unsubscribed_at`,
  failed: settled,
  uncertain: settled,
  suppressed: settled,
  cancelled: settled,
};
