import { EventEmitter } from 'node:events';
import { Logger, parseCronItems, run, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from '../log/index.ts';
import { reclaimJobs } from './reclaim-jobs.ts';

/** Job name → what to do. `signal` aborts when the process is asked to stop. */
export type JobHandlers = Record<
  string,
  (payload: Record<string, unknown>, job: { signal: AbortSignal }) => Promise<void>
>;

/** Job name → when it runs, as in a crontab, in UTC. Several workers together start it once. */
export type Timetable = Record<string, string>;

interface JobOptions {
  log: Log;
  concurrency?: number;
  timetable?: Timetable;
  /** Milliseconds between looks for jobs whose worker was killed. */
  lookEvery?: number;
}

/**
 * Starts working on the queue. A failing job is logged and tried again later with growing pauses; one whose worker was
 * killed is begun again by the next worker to start, or within seconds by those that live.
 * @param url the owner's connection string; the queue's tables are the owner's.
 */
export async function startJobs(
  url: string,
  handlers: JobHandlers,
  { log, concurrency = 4, timetable = {}, lookEvery = 5_000 }: JobOptions,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const lock = await reclaimJobs(url, lookEvery);
  // A pool of our own, because the runner does not wait for its own to be closed.
  const pgPool = new pg.Pool({ connectionString: url, application_name: 'mail-minion jobs' });
  // A connection lost while idle or at work is replaced; unheard, either event would end the process.
  pgPool.on('error', () => {});
  pgPool.on('connect', (client) => client.on('error', () => {}));
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => lock.hold(workerPool.id));
  const runner = await run({
    pgPool,
    events,
    concurrency,
    noHandleSignals: true,
    pollInterval: 2000,
    // What was missed while nobody worked is made up for, a day back.
    parsedCronItems: parseCronItems(
      Object.entries(timetable).map(([task, match]) => ({
        task,
        match,
        options: { backfillPeriod: 86_400_000 },
      })),
    ),
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error(message);
    }),
    taskList: Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        (payload: unknown) => handle(payload as Record<string, unknown>, { signal: stopping.signal }),
      ]),
    ),
  });
  // run()'s own promise rejects when the runner dies; stop() is where that is looked at.
  runner.promise.catch((error) => log.error('the job queue stopped', { error }));
  return {
    async stop() {
      stopping.abort();
      await runner.stop();
      await Promise.all([pgPool.end(), lock.release()]);
    },
  };
}
