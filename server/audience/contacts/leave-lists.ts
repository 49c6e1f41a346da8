import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Leaving } from './leave-list.ts';
import { recordEvent } from './record-event.ts';

/**
 * Takes someone off several lists by one wish of theirs, kept as one event. Doing it twice is doing it once. Runs under
 * either database role.
 * @returns whether they were on any of them until now
 */
export async function leaveLists(
  tx: Tx,
  leaving: Leaving & { listIds: readonly string[] },
): Promise<boolean> {
  const { accountId, contactId, at } = leaving;
  const left = await tx.query<{ listId: string }>(sql`
    update list_members set status = 'unsubscribed', unsubscribed_at = coalesce(${at ?? null}::timestamptz, now())
    where account_id = ${accountId} and contact_id = ${contactId} and list_id = any(${[...leaving.listIds]}::uuid[])
      and status = 'subscribed'
    returning list_id as "listId"`);
  const listIds = left.map(({ listId }) => listId);
  const listId = listIds.length === 1 ? listIds[0] : undefined;
  if (left.length > 0) await recordEvent(tx, { ...leaving, kind: 'left_list', listId, detail: { listIds } });
  return left.length > 0;
}
