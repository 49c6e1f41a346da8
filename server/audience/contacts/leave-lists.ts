import { sql, type Tx } from '#server/platform/database/index.ts';
import { recordEvent } from './record-event.ts';

/** Who goes, and what made them: the message whose link was used, if one was. */
export interface Leaving {
  accountId: string;
  contactId: string;
  /** When it happened; now when absent. */
  at?: Date | undefined;
  /** Identifies a caught click, so that telling it twice counts once. */
  eventId?: string | undefined;
  sendId?: string | undefined;
  position?: number | undefined;
  note?: string | undefined;
}

/**
 * Takes someone off lists by one wish of theirs, kept as one event; the memberships stay and remember it. Doing it twice
 * is doing it once. Runs under either database role.
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
  const detail = { ...noteOf(leaving), listIds };
  if (left.length > 0) await recordEvent(tx, { ...leaving, kind: 'left_list', listId, detail });
  return left.length > 0;
}

export const noteOf = ({ note }: Pick<Leaving, 'note'>) => (note ? { note } : {});
