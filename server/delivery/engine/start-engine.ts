import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import type { LinkMaker } from '#server/tracking/index.ts';
import type { Pace, Tally } from '../pace/index.ts';
import type { Ways } from '../ways/index.ts';
import { Engine } from './engine.ts';
import { LEASE } from './held-range.ts';
import { finishEmptySends, recoverRanges } from './recover-ranges.ts';
import type { OnFinished } from './release-range.ts';
import type { RetrySchedule } from './retry-schedule.ts';

export type EngineOptions = {
  database: Database;
  ways: Ways;
  /** The limits that all workers keep together; none when left out. */
  pace?: Pace;
  /** Counts what became of messages by server, for people and warm-ups. */
  tally?: Tally;
  links: LinkMaker;
  secrets: Secrets;
  /** Connections this worker holds at most, and so messages it can leave uncertain when it is killed. */
  connections: number;
  /** Names this worker in the ledger, for people. */
  worker: string;
  log: Log;
  onFinished: OnFinished;
  schedule?: RetrySchedule;
};

/** Milliseconds between looks for work that nobody announced: deferred messages, missed notifications. */
const POLL = 1_000;
/** Milliseconds that messages in flight have to arrive when the worker stops. */
const GRACE = 10_000;

export type RunningEngine = {
  /** Lets what is in flight arrive, writes it down and gives all leases back. */
  stop(): Promise<void>;
};

/**
 * Starts sending: leases ranges of the ledger, passes their messages through the gate and over the transport, and
 * settles them. Any number of engines in any number of processes share the work through the database alone.
 */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const { database, log, onFinished } = options;
  const engine = new Engine(options);
  const tend = async () => {
    // Our own leases first: after the database was away they must not be taken for those of a dead worker.
    await engine.renewLeases();
    const recovered = await recoverRanges(database);
    if (recovered > 0) log.warn('took back ranges of a worker that stopped', { ranges: recovered });
    await finishEmptySends(database, onFinished);
    await options.tally?.flush();
    engine.lookForWork();
  };
  const logFailure = (error: unknown) => log.warn('the engine cannot reach the database', { error });

  const listening = await database.listen('delivery', () => engine.lookForWork());
  const tending = every(LEASE.renewEvery * 1000, () => tend().catch(logFailure));
  const polling = every(POLL, async () => engine.lookForWork());
  await tend();
  const running = engine.run();

  return {
    async stop() {
      await polling.stop();
      engine.stop();
      const impatience = setTimeout(() => engine.cutOff(), GRACE);
      await running;
      clearTimeout(impatience);
      await tending.stop();
      await listening.stop();
      await options.tally?.flush().catch(logFailure);
    },
  };
}

/** Runs work again and again with a pause between; stop() waits for a run under way. */
function every(milliseconds: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let current = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    current = work().finally(() => {
      isBusy = false;
    });
  }, milliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await current;
    },
  };
}
