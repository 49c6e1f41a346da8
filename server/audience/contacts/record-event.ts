import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { FieldValue } from '../fields/contract.ts';

/** One value that changed; null stands for empty. `field` is a key or `email`. */
export interface Change {
  field: string;
  from: FieldValue | null;
  to: FieldValue | null;
}

/** What may stand in an event's detail; the timeline shows all of it. */
export interface EventDetail {
  changes?: Change[];
  note?: string;
  importId?: string;
  /** Lists someone was taken off by unsubscribing from everything. */
  listIds?: string[];
}

interface ContactEvent {
  accountId: string;
  contactId: string;
  kind:
    | 'unsubscribed'
    | 'resubscribed'
    | 'left_list'
    | 'joined_list'
    | 'changed'
    | 'suppressed'
    | 'unsuppressed';
  /** Made where the event was caught, so that telling it twice records it once; a new one when absent. */
  eventId?: string | undefined;
  at?: Date | undefined;
  sendId?: string | undefined;
  position?: number | undefined;
  listId?: string | undefined;
  detail?: EventDetail;
}

/** Writes an event; to one that was caught elsewhere and stands there already, what is known here is added. */
export async function recordEvent(tx: Tx, event: ContactEvent): Promise<void> {
  await tx.execute(sql`
    insert into events (account_id, id, at, kind, contact_id, send_id, position, list_id, detail)
    values (${event.accountId}, ${event.eventId ?? newId()}, coalesce(${event.at ?? null}::timestamptz, now()),
      ${event.kind}, ${event.contactId}, ${event.sendId ?? null}, ${event.position ?? null}, ${event.listId ?? null},
      ${JSON.stringify(event.detail ?? {})}::jsonb)
    on conflict (account_id, id) do update
      set list_id = coalesce(events.list_id, excluded.list_id), detail = excluded.detail || events.detail`);
}
