/** The worker process: jobs, and the delivery of mail. */
import { exitOnSignal } from './app/exit-on-signal.ts';
import { jobs, timetable } from './app/jobs.ts';
import { openServices } from './app/open-services.ts';
import { startDelivery } from './app/start-delivery.ts';
import { loadConfig } from './platform/config/index.ts';
import { startJobs } from './platform/queue/index.ts';

const services = openServices(loadConfig(process.env), 'worker');
const delivery = await startDelivery(services);
const handlers = { ...jobs(services), ...delivery.jobs };
const queue = await startJobs(services.databaseUrl, handlers, { log: services.log, timetable });
process.send?.('running');

exitOnSignal(services.log, async () => {
  await Promise.all([queue.stop(), delivery.stop()]);
  await services.database.close();
});
