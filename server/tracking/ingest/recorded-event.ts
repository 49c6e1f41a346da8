import type { Tx } from '#server/platform/database/index.ts';
import type { CapturedKind, EventDetail } from '../capture/captured-event.ts';

/** An event that has just been stored, with what the ledger knows about its message. */
export interface RecordedEvent {
  id: string;
  at: string;
  kind: CapturedKind;
  accountId: string;
  sendId: string;
  position: number;
  /** Null when the contact was deleted since. */
  contactId: string | null;
  /** The contact's address now, else the one the mail went to; null when neither is left. */
  email: string | null;
  url: string | null;
  machine: boolean;
  detail: EventDetail;
}

/**
 * Reacts to events in the transaction that stores them, each exactly once and in the order they happened. Runs as the
 * system role: statements must name the account. Throwing keeps the event at fault out of the database; it is put aside
 * in the spool's file of bad events.
 */
export type TrackingSubscriber = (tx: Tx, events: readonly RecordedEvent[]) => Promise<void>;
