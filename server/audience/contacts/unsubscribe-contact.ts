import { suppress } from '#server/compliance/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { type Leaving, noteOf } from './leave-lists.ts';
import { recordEvent } from './record-event.ts';

/**
 * Takes someone off everything: the contact, every list, and the address itself, which stays suppressed even when the
 * contact is deleted or imported again. Doing it twice is doing it once. Runs under either database role.
 * @returns whether anything changed; false also for a contact that no longer exists.
 */
export async function unsubscribeContact(tx: Tx, leaving: Leaving): Promise<boolean> {
  const { accountId, contactId } = leaving;
  const contact = await tx.maybeOne<{ emailKey: string; status: string }>(sql`
    select email_key as "emailKey", status from contacts
    where account_id = ${accountId} and id = ${contactId} for update`);
  if (!contact) return false;
  const lists = await tx.query<{ listId: string }>(sql`
    update list_members set status = 'unsubscribed', unsubscribed_at = coalesce(${leaving.at ?? null}::timestamptz, now())
    where account_id = ${accountId} and contact_id = ${contactId} and status = 'subscribed'
    returning list_id as "listId"`);
  const stopped = await tx.execute(sql`
    update contacts set status = 'unsubscribed', updated_at = now()
    where account_id = ${accountId} and id = ${contactId} and status = 'subscribed'`);
  const suppressed = await suppress(tx, {
    accountId,
    emailKey: contact.emailKey,
    reason: 'unsubscribed',
    note: leaving.note ?? '',
  });
  const changed = lists.length > 0 || stopped > 0 || suppressed;
  const detail = { ...noteOf(leaving), listIds: lists.map(({ listId }) => listId) };
  if (changed) await recordEvent(tx, { ...leaving, kind: 'unsubscribed', detail });
  return changed;
}
