import { hostname } from 'node:os';
import { markSent } from '#server/campaigns/index.ts';
import {
  createPace,
  createWays,
  mailWay,
  smtpTransport,
  startEngine,
  startSandbox,
  systemMailJobs,
  Tally,
} from '#server/delivery/index.ts';
import { putPoolBehind } from '#server/platform/processes/index.ts';
import type { JobHandlers } from '#server/platform/queue/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { installSender } from './install-sender.ts';
import type { Services } from './open-services.ts';
import { straightWays } from './straight-ways.ts';

/** How far the threads that sign stand behind the one that speaks to the database and the mail servers. */
const SIGNING_NICE = 10;

interface Delivery {
  /** Jobs that send mail. */
  jobs: JobHandlers;
  stop(): Promise<void>;
}

/** What a worker needs to deliver mail: the sandbox mail server, the ways out, and the engine. */
export async function startDelivery(services: Services): Promise<Delivery> {
  const { database, config, keys, secrets, baseUrl, log } = services;
  const worker = `${hostname()} ${process.pid}`;
  const connections = config.smtpConnections;
  await putPoolBehind(SIGNING_NICE);
  // Beside SMTP_URL too: an account may have the sandbox as a sending server.
  const sandbox = await startSandbox({
    database,
    keys: keys.sandbox,
    port: config.sandboxPort,
    keep: config.sandboxKeep,
    log,
  });
  const way = mailWay({ smtpUrl: config.smtpUrl, sandboxPort: sandbox.port, sandboxKeys: keys.sandbox });
  const mx = straightWays(services);
  const ways = createWays({
    database,
    mx,
    transport: smtpTransport,
    mailWay: way,
    secrets,
    connections,
    worker,
    log,
  });
  await ways.start();
  const engine = await startEngine({
    database,
    ways,
    pace: createPace(database),
    tally: new Tally(database),
    links: createLinkMaker({ baseUrl, keys: keys.links }),
    secrets,
    connections,
    worker,
    log,
    onFinished: markSent,
  });
  const sender = installSender(services);
  return {
    jobs: systemMailJobs({ database, ways, secrets, sender }),
    async stop() {
      await engine.stop();
      await ways.stop();
      mx.close();
      await sandbox.stop();
    },
  };
}
