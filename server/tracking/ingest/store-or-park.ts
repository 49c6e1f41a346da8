import type { CapturedEvent } from '../capture/captured-event.ts';
import { isDatabaseAway } from './database-away.ts';
import type { Ingest } from './ingest-events.ts';

/**
 * Stores a batch; when an event in it cannot be stored, halves the batch until that one is alone and parks it, so that
 * one bad event never holds up the others.
 *
 * @throws only when the database is away; then nothing was parked for that reason
 */
export function storeOrPark(
  ingest: Ingest,
  park: (event: CapturedEvent, error: unknown) => Promise<void>,
): Ingest {
  const store: Ingest = async (events) => {
    try {
      await ingest(events);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      if (events.length === 1) return await park(events[0]!, error);
      const half = Math.ceil(events.length / 2);
      await store(events.slice(0, half));
      await store(events.slice(half));
    }
  };
  return store;
}
