import { Logger, runOnce } from 'graphile-worker';
import pg from 'pg';
import { jobs } from '#server/app/jobs.ts';
import type { Services } from '#server/app/open-services.ts';

/**
 * Does every job that is due, as the worker would, and comes back when none is left.
 * @throws what a job threw, once all have had their turn.
 */
export async function runJobs(services: Services): Promise<void> {
  const { signal } = new AbortController();
  const failures: unknown[] = [];
  const watched = (handle: ReturnType<typeof jobs>[string]) => (payload: unknown) =>
    handle(payload as Record<string, unknown>, { signal }).catch((error) => {
      failures.push(error);
      throw error;
    });
  // A pool of our own, so that its connections are closed before the test drops its database.
  const pgPool = new pg.Pool({ connectionString: services.databaseUrl });
  await runOnce({
    pgPool,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      Object.entries(jobs(services)).map(([name, handle]) => [name, watched(handle)]),
    ),
  });
  await pgPool.end();
  if (failures.length > 0) throw failures[0];
}
