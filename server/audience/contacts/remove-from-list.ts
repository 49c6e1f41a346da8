import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { recordEvent } from './record-event.ts';

/**
 * Takes a contact off a list by the account's wish. The row of someone who left by their own wish stays: forgetting it
 * would let a later import bring them back.
 * @throws not_found when the contact is not on the list.
 */
export async function removeFromList(
  tx: Tx,
  accountId: string,
  contactId: string,
  listId: string,
): Promise<void> {
  const member = await tx.maybeOne<{ status: string }>(sql`
    select status from list_members where list_id = ${listId} and contact_id = ${contactId} for update`);
  if (!member) throw problem('not_found', 'This contact is not on the list.');
  if (member.status === 'unsubscribed') return;
  // Before it is done: of whom they no longer see, members restricted to certain lists write no event.
  await recordEvent(tx, {
    accountId,
    contactId,
    listId,
    kind: 'left_list',
    detail: { note: 'removed by the account' },
  });
  await tx.execute(sql`delete from list_members where list_id = ${listId} and contact_id = ${contactId}`);
}
