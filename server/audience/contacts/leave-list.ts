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
 * Takes someone off one list by their own wish: the row stays and remembers it. Doing it twice is doing it once.
 * @returns whether they were on it until now.
 */
export async function leaveList(tx: Tx, leaving: Leaving & { listId: string }): Promise<boolean> {
  const left = await tx.execute(sql`
    update list_members set status = 'unsubscribed', unsubscribed_at = coalesce(${leaving.at ?? null}::timestamptz, now())
    where account_id = ${leaving.accountId} and list_id = ${leaving.listId} and contact_id = ${leaving.contactId}
      and status = 'subscribed'`);
  if (left) await recordEvent(tx, { ...leaving, kind: 'left_list', detail: noteOf(leaving) });
  return left === 1;
}

export const noteOf = ({ note }: Pick<Leaving, 'note'>) => (note ? { note } : {});
