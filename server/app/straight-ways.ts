import { createMxWays, type MxWays } from '#server/delivery/index.ts';
import type { Services } from './open-services.ts';

/** The ways straight to the receivers of one process, as the settings say. The caller closes them. */
export function straightWays({ config, database, log }: Services): MxWays {
  return createMxWays({
    log,
    database,
    nameServers: config.nameServers,
    port: config.mxPort,
    allowPrivate: config.mxPrivateNetworks,
  });
}
