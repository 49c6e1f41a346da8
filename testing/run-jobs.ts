import { Logger, runOnce } from 'graphile-worker';
import { jobs } from '#server/app/jobs.ts';
import type { Services } from '#server/app/open-services.ts';

/** Does every job that is due, as the worker would, and comes back when none is left. */
export async function runJobs(services: Services): Promise<void> {
  const { signal } = new AbortController();
  await runOnce({
    connectionString: services.databaseUrl,
    noHandleSignals: true,
    logger: new Logger(() => () => {}),
    taskList: Object.fromEntries(
      Object.entries(jobs(services)).map(([name, handle]) => [
        name,
        (payload: unknown) => handle(payload as Record<string, unknown>, { signal }),
      ]),
    ),
  });
}
