import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { recordEvent } from './record-event.ts';

interface Joining {
  accountId: string;
  contactId: string;
  listId: string;
  source: string;
  /** Whether someone who left this list may come back: only when they asked for it. */
  resubscribe: boolean;
}

/**
 * Puts a contact on a list. Contact and list must exist.
 * @throws wrong_state for someone who left the list, unless `resubscribe`.
 */
export async function joinList(tx: Tx, joining: Joining): Promise<void> {
  const { accountId, contactId, listId, source, resubscribe } = joining;
  const joined = await tx.execute(sql`
    insert into list_members (account_id, list_id, contact_id, source)
    values (${accountId}, ${listId}, ${contactId}, ${source})
    on conflict (account_id, list_id, contact_id)
    do update set status = 'subscribed', unsubscribed_at = null, subscribed_at = now(), source = excluded.source
    where list_members.status = 'unsubscribed' and ${resubscribe}`);
  if (joined) await recordEvent(tx, { accountId, contactId, listId, kind: 'joined_list' });
  else await requireSubscribed(tx, joining);
}

async function requireSubscribed(tx: Tx, { contactId, listId }: Joining): Promise<void> {
  const { status } = await tx.one<{ status: string }>(sql`
    select status from list_members where list_id = ${listId} and contact_id = ${contactId}`);
  if (status === 'unsubscribed')
    throw problem('wrong_state', 'This person left the list. Put them back only if they asked you to.');
}
