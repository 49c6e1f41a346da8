import { Logger, runOnce } from 'graphile-worker';
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
  await runOnce({
    connectionString: services.databaseUrl,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      Object.entries(jobs(services)).map(([name, handle]) => [name, watched(handle)]),
    ),
  });
  if (failures.length > 0) throw failures[0];
}
