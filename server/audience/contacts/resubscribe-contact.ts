import { unsuppress } from '#server/compliance/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { requireLists } from '../lists/queries.ts';
import { noSuchContact } from './read-contact.ts';
import { recordEvent } from './record-event.ts';

/**
 * Subscribes someone again who asked for it: an act of a person, kept with their note. Without `listIds` they come back
 * to the lists their last unsubscribing took them off.
 * @throws not_found; forbidden after a complaint.
 */
export async function resubscribeContact(
  tx: Tx,
  accountId: string,
  contactId: string,
  { listIds, note }: { listIds?: string[] | undefined; note: string },
): Promise<void> {
  const contact = await tx.maybeOne<{ emailKey: string }>(
    sql`select email_key as "emailKey" from contacts where id = ${contactId} for update`,
  );
  if (!contact) throw noSuchContact();
  await unsuppress(tx, accountId, contact.emailKey);
  await tx.execute(
    sql`update contacts set status = 'subscribed', updated_at = now() where id = ${contactId}`,
  );
  if (listIds) await requireLists(tx, listIds);
  await rejoin(tx, accountId, contactId, listIds ?? (await listsLeftLast(tx, contactId)));
  await recordEvent(tx, { accountId, contactId, kind: 'resubscribed', detail: { note } });
}

async function listsLeftLast(tx: Tx, contactId: string): Promise<string[]> {
  const rows = await tx.query<{ listId: string }>(sql`
    select l.id as "listId" from lists l
    where l.id::text in (
      select jsonb_array_elements_text(detail -> 'listIds') from (
        select detail from events
        where contact_id = ${contactId} and kind = 'unsubscribed' order by at desc, id desc limit 1) last)`);
  return rows.map(({ listId }) => listId);
}

async function rejoin(tx: Tx, accountId: string, contactId: string, listIds: string[]): Promise<void> {
  await tx.execute(sql`
    insert into list_members (account_id, list_id, contact_id, source)
    select ${accountId}, list_id, ${contactId}, 'person' from unnest(${listIds}::uuid[]) as list_id
    on conflict (account_id, list_id, contact_id)
    do update set status = 'subscribed', unsubscribed_at = null, subscribed_at = now(), source = 'person'
    where list_members.status <> 'subscribed'`);
}
