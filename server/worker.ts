/** The worker process: jobs, and the delivery of mail. */
import { exitOnSignal } from './app/exit-on-signal.ts';
import { jobs } from './app/jobs.ts';
import { openServices } from './app/open-services.ts';
import { loadConfig } from './platform/config/index.ts';
import { startJobs } from './platform/queue/index.ts';

const services = openServices(loadConfig(process.env), 'worker');
const running = await startJobs(services.databaseUrl, jobs(services), { log: services.log });

exitOnSignal(services.log, async () => {
  await running.stop();
  await services.database.close();
});
