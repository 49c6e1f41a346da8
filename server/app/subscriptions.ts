import { leaveLists, undoLeaving, unsubscribeContact } from '#server/audience/index.ts';
import { readAddress, suppress } from '#server/compliance/index.ts';
import { confirmArrival, holdDoubtful } from '#server/delivery/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { CapturedEvent, RecordedEvent, TrackingSubscriber } from '#server/tracking/index.ts';

/** Which domain reacts to which news of the links in mails. */
export const trackingSubscribers: readonly TrackingSubscriber[] = [noteArrivals, reactToChoices];

/** What the arrivals change is locked before the messages, as the delivery does. */
export async function holdForArrivals(tx: Tx, events: readonly CapturedEvent[]): Promise<void> {
  await holdDoubtful(
    tx,
    events.filter(({ machine }) => !machine),
  );
}

/** A scanner may look into a mail that its server refuses afterwards, so machines prove nothing. */
async function noteArrivals(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
  await confirmArrival(
    tx,
    events
      .filter(({ machine }) => !machine)
      .map(({ accountId, sendId, position }) => ({ accountId, sendId, position })),
  );
}

/** People leave, or change their mind, one after the other in the order they did. */
async function reactToChoices(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
  for (const event of events) {
    if (event.kind === 'unsubscribed') await leaveEverything(tx, event);
    if (event.kind === 'left_list') await leaveListsOfMail(tx, event);
    if (event.kind === 'resubscribed') await stay(tx, event);
  }
}

async function leaveEverything(tx: Tx, event: RecordedEvent): Promise<void> {
  const { accountId, contactId } = event;
  if (contactId !== null) {
    await unsubscribeContact(tx, { ...whoChooses(event), contactId });
    return;
  }
  // The contact is gone, but the mail's ledger still knows the address: it must not come back by an import.
  const address = event.email === null ? undefined : readAddress(event.email);
  if (address?.ok) {
    await suppress(tx, {
      accountId,
      emailKey: address.key,
      reason: 'unsubscribed',
      note: 'By the link in an email.',
    });
  }
}

async function leaveListsOfMail(tx: Tx, event: RecordedEvent): Promise<void> {
  if (event.contactId === null) return leaveEverything(tx, event);
  const listIds = await listsOfMail(tx, event);
  await leaveLists(tx, { ...whoChooses(event), contactId: event.contactId, listIds });
}

async function stay(tx: Tx, event: RecordedEvent): Promise<void> {
  const { contactId } = event;
  if (contactId !== null) await undoLeaving(tx, { ...whoChooses(event), contactId });
}

const whoChooses = ({ accountId, id, at, sendId, position }: RecordedEvent) => ({
  accountId,
  eventId: id,
  at: new Date(at),
  sendId,
  position,
});

/** The lists a campaign was sent to. */
async function listsOfMail(tx: Tx, { accountId, sendId }: RecordedEvent): Promise<string[]> {
  const send = await tx.maybeOne<{ listIds: string[] | null }>(
    sql`select list_ids as "listIds" from sends where account_id = ${accountId} and id = ${sendId}`,
  );
  return send?.listIds ?? [];
}
