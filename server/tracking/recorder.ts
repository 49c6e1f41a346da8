import type { Log } from '#server/platform/log/index.ts';
import type { CapturedEvent } from './capture/captured-event.ts';
import { createWorthKeeping } from './capture/worth-keeping.ts';
import { isDatabaseAway } from './ingest/database-away.ts';
import type { Ingest } from './ingest/ingest-events.ts';
import { storeOrPark } from './ingest/store-or-park.ts';
import { withDeadline } from './ingest/with-deadline.ts';
import { keepBadLines } from './spool/bad-events.ts';
import { replay } from './spool/replay.ts';
import { openSpool, type Spool } from './spool/spool.ts';

/** Takes what public routes catch and brings it to the database, by way of the disk when the database is away. */
export interface Recorder {
  /**
   * Takes an event and returns at once; it is stored within about 200 ms. Killing the process loses at most those.
   * At the bounds below, and beyond two a second of one message, it is dropped, counted and logged.
   */
  record(event: CapturedEvent): void;
  /** Resolves once the event is committed or safe on disk; rejects when neither can be had. */
  recordDurably(event: CapturedEvent): Promise<void>;
  /** Stores what is held now and, if the database is back, what waits on disk. */
  flush(): Promise<void>;
  /** Flushes, then lets go of the spool. What the database did not take stays on disk for the next start. */
  stop(): Promise<void>;
}

export interface RecorderOptions {
  ingest: Ingest;
  /** Folder of the spool. */
  folder: string;
  log: Log;
  /** Longest time an event is held in memory while the database answers, ms. */
  flushEveryMs?: number;
  /** Events stored in one transaction. */
  batchSize?: number;
  /** Opens and clicks held in memory; more are dropped. About 1 KB each. */
  maxHeld?: number;
  /** Bytes on disk from which opens and clicks are dropped; people leaving are written down as long as the disk takes it. */
  maxSpoolBytes?: number;
  /** How long the database may take for a batch, while people wait for it, before it counts as away, ms. */
  patienceMs?: number;
  /** The same for what waits on disk. Long, because every try given up may still be at work and slow down the next. */
  replayPatienceMs?: number;
  /** Pause between attempts to reach a database that is away, ms. */
  retryEveryMs?: number;
}

const defaults = {
  flushEveryMs: 200,
  batchSize: 500,
  maxHeld: 50_000,
  maxSpoolBytes: 512 * 1024 * 1024,
  patienceMs: 5000,
  replayPatienceMs: 60_000,
  retryEveryMs: 1000,
};

/** Starts a recorder, and with it the storing of what an earlier process left on disk. */
export async function startRecorder(options: RecorderOptions): Promise<Recorder> {
  return new SpoolingRecorder(options, await openSpool(options.folder));
}

interface Held {
  event: CapturedEvent;
  stored?: () => void;
  failed?: (error: unknown) => void;
}

class SpoolingRecorder implements Recorder {
  readonly #options: Required<RecorderOptions>;
  readonly #spool: Spool;
  readonly #store: Ingest;
  readonly #storeLater: Ingest;
  #held: Held[] = [];
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  #replaying: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  readonly #isWorthKeeping = createWorthKeeping();
  #dropped = 0;
  #stopped = false;

  constructor(options: RecorderOptions, spool: Spool) {
    this.#options = { ...defaults, ...options };
    this.#spool = spool;
    const { ingest, patienceMs, replayPatienceMs, log } = this.#options;
    const park = (event: CapturedEvent, error: unknown) =>
      keepBadLines(spool.badFile, [JSON.stringify(event)], log, error);
    this.#store = storeOrPark((events) => withDeadline(ingest(events), patienceMs), park);
    this.#storeLater = storeOrPark((events) => withDeadline(ingest(events), replayPatienceMs), park);
    if (!spool.isEmpty) this.#replaySoon(0);
  }

  record(event: CapturedEvent): void {
    if (!this.#isWorthKeeping(event) || this.#held.length >= this.#options.maxHeld) this.#drop(1);
    else this.#hold({ event }, this.#options.flushEveryMs);
  }

  recordDurably(event: CapturedEvent): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#hold({ event, stored: resolve, failed: reject }, 0);
    return promise;
  }

  async flush(): Promise<void> {
    await this.#drain();
    // One that is under way may have met a database that is back by now.
    await this.#replaying;
    if (!this.#spool.isEmpty) await this.#replay();
  }

  async stop(): Promise<void> {
    await this.flush();
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#retry);
    await this.#spool.close();
  }

  #hold(held: Held, withinMs: number): void {
    this.#held.push(held);
    if (withinMs === 0 || this.#held.length >= this.#options.batchSize) void this.#drain();
    else this.#timer ??= setTimeout(() => void this.#drain(), withinMs);
  }

  /** One drain runs at a time; whoever asks meanwhile waits for it, and it takes along what arrives while it runs. */
  #drain(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#draining ??= this.#storeHeld().finally(() => {
      this.#draining = undefined;
      // What arrived between the last look and here.
      if (this.#held.length > 0) this.#timer ??= setTimeout(() => void this.#drain(), 0);
    });
    return this.#draining;
  }

  async #storeHeld(): Promise<void> {
    while (this.#held.length > 0) {
      const batch = this.#held.splice(0, this.#options.batchSize);
      try {
        await this.#storeOrSpool(batch.map(({ event }) => event));
        for (const { stored } of batch) stored?.();
      } catch (error) {
        this.#giveBack(batch, error);
        return;
      }
    }
  }

  /** As long as anything waits on disk, new events queue up behind it, so that they are stored in their order. */
  async #storeOrSpool(events: CapturedEvent[]): Promise<void> {
    if (this.#spool.isEmpty) {
      try {
        return await this.#store(events);
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        this.#options.log.warn('the database is away; events go to disk until it is back', { error });
      }
    }
    await this.#spool.append(this.#withinBounds(events));
    this.#replaySoon(this.#options.retryEveryMs);
  }

  #withinBounds(events: CapturedEvent[]): CapturedEvent[] {
    if (this.#spool.size < this.#options.maxSpoolBytes) return events;
    const kept = events.filter(({ kind }) => kind !== 'opened' && kind !== 'clicked');
    this.#drop(events.length - kept.length);
    return kept;
  }

  /** Neither the database nor the disk takes it: people are told to try again, the rest waits for the next round. */
  #giveBack(batch: Held[], error: unknown): void {
    this.#options.log.error('events can be stored neither in the database nor on disk', { error });
    for (const { failed } of batch) failed?.(error);
    this.#held.unshift(...batch.filter(({ failed }) => failed === undefined));
    this.#timer ??= setTimeout(() => void this.#drain(), this.#options.retryEveryMs);
  }

  #replaySoon(inMs: number): void {
    if (this.#stopped) return;
    this.#retry ??= setTimeout(() => void this.#replay(), inMs);
  }

  #replay(): Promise<void> {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#replaying ??= replay(this.#spool, this.#storeLater, this.#options.batchSize, this.#options.log)
      .catch((error: unknown) => {
        this.#options.log.debug('events still wait on disk', { error });
        this.#replaySoon(this.#options.retryEveryMs);
      })
      .finally(() => {
        this.#replaying = undefined;
      });
    return this.#replaying;
  }

  #drop(count: number): void {
    if (count > 0 && this.#dropped === 0) {
      setTimeout(() => {
        this.#options.log.warn('opens and clicks were dropped: too many at once', {
          count: this.#dropped,
        });
        this.#dropped = 0;
      }, 10_000).unref();
    }
    this.#dropped += count;
  }
}
