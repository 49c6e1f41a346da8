import type { Database, Tx } from '#server/platform/database/index.ts';
import type { CapturedEvent, CapturedKind } from '../capture/captured-event.ts';
import { reclassifyBursts } from './bursts.ts';
import { keepChoices } from './keep-choices.ts';
import { lockMessages, storeEvents } from './queries.ts';
import type { TrackingSubscriber } from './recorded-event.ts';

/** Stores a batch of events with all their consequences, or nothing of it. Storing one again changes nothing. */
export type Ingest = (events: readonly CapturedEvent[]) => Promise<void>;

/**
 * @param hold locks what the subscribers need and everybody else locks before messages; called before the batch's messages
 *   are locked
 */
export function createIngest(
  database: Database,
  subscribers: readonly TrackingSubscriber[],
  hold?: (tx: Tx, events: readonly CapturedEvent[]) => Promise<void>,
): Ingest {
  return (events) =>
    database.asSystem(async (tx) => {
      const batch = JSON.stringify(withoutRepeats(events));
      await hold?.(tx, events);
      await lockMessages(tx, batch);
      const stored = await storeEvents(tx, batch);
      const recorded = await reclassifyBursts(tx, stored);
      if (recorded.length === 0) return;
      for (const react of subscribers) await react(tx, recorded);
      await keepChoices(tx, recorded);
    });
}

/** Mail programs send a one-click unsubscribe several times at once; within a batch the database cannot see that. */
function withoutRepeats(events: readonly CapturedEvent[]): CapturedEvent[] {
  const lastChoice = new Map<string, CapturedKind>();
  return events.filter(({ kind, accountId, sendId, position }) => {
    if (kind === 'opened' || kind === 'clicked') return true;
    const message = `${accountId} ${sendId} ${position}`;
    const isRepeat = lastChoice.get(message) === kind;
    lastChoice.set(message, kind);
    return !isRepeat;
  });
}
