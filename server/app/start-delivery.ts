import { hostname } from 'node:os';
import { markSent } from '#server/campaigns/index.ts';
import { mailWay, smtpTransport, startEngine, startSandbox } from '#server/delivery/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import type { Services } from './open-services.ts';

/** What a worker needs to deliver mail: the sandbox mail server, unless mail leaves, and the engine. */
export async function startDelivery({
  database,
  config,
  keys,
  baseUrl,
  log,
}: Services): Promise<{ stop(): Promise<void> }> {
  const sandbox = config.smtpUrl
    ? undefined
    : await startSandbox({
        database,
        key: keys.sandbox,
        port: config.sandboxPort,
        keep: config.sandboxKeep,
        log,
      });
  const way = mailWay({
    smtpUrl: config.smtpUrl,
    sandboxPort: sandbox?.port ?? config.sandboxPort,
    sandboxKey: keys.sandbox,
  });
  const engine = await startEngine({
    database,
    transport: smtpTransport,
    routeFor: way.routeFor,
    links: createLinkMaker({ baseUrl, key: keys.links }),
    envelopeKey: keys.envelope,
    connections: config.smtpConnections,
    worker: `${hostname()} ${process.pid}`,
    log,
    onFinished: markSent,
  });
  return {
    async stop() {
      await engine.stop();
      await sandbox?.stop();
    },
  };
}
