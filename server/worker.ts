/** The worker process: jobs, and the delivery of mail. */
import { exitOnSignal } from './app/exit-on-signal.ts';
import { followKeys } from './app/follow-keys.ts';
import { jobs, timetable } from './app/jobs.ts';
import { openServices } from './app/open-services.ts';
import { startDelivery } from './app/start-delivery.ts';
import { loadConfig } from './platform/config/index.ts';
import { startJobs } from './platform/queue/index.ts';

const services = openServices(loadConfig(process.env), 'worker');
const following = await followKeys(services, 'worker');
const delivery = await startDelivery(services);
const handlers = { ...jobs(services), ...delivery.jobs };
const queue = await startJobs(services.databaseUrl, handlers, { log: services.log, timetable });
process.send?.('running');

exitOnSignal(services.log, async () => {
  await Promise.all([queue.stop(), delivery.stop()]);
  await following.stop();
  await services.database.close();
});
