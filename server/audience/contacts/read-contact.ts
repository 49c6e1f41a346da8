import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Contact } from './contract.ts';

/** @throws not_found */
export async function readContact(tx: Tx, contactId: string): Promise<Contact> {
  const contact = await findContact(tx, contactId);
  if (!contact) throw noSuchContact();
  return contact;
}

export async function findContact(tx: Tx, contactId: string): Promise<Contact | undefined> {
  const row = await tx.maybeOne<Omit<Contact, 'lists'>>(sql`
    select c.id, c.email, c.status, c.fields, c.created_at as "createdAt", c.updated_at as "updatedAt",
      case when s.email_key is not null then json_build_object(
        'email', s.email_key, 'reason', s.reason, 'note', s.note, 'createdAt', s.created_at) end as suppression
    from contacts c
    left join suppressions s on s.account_id = c.account_id and s.email_key = c.email_key
    where c.id = ${contactId}`);
  if (!row) return undefined;
  const lists = await tx.query<Contact['lists'][number]>(sql`
    select l.id as "listId", l.name, m.status, m.source,
      m.subscribed_at as "subscribedAt", m.unsubscribed_at as "unsubscribedAt"
    from list_members m join lists l on l.account_id = m.account_id and l.id = m.list_id
    where m.contact_id = ${contactId} order by lower(l.name)`);
  return { ...row, lists };
}

export const noSuchContact = () => problem('not_found', 'There is no such contact.');
