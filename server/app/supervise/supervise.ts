import { once } from 'node:events';
import type { Config } from '#server/platform/config/index.ts';
import { installKeys } from '#server/platform/crypto/index.ts';
import { readPlaces } from '#server/platform/places/index.ts';
import { stopRequest } from '#server/platform/processes/index.ts';
import { setUpCode } from '#server/registration/index.ts';
import { bringUpToDate } from '../bring-up-to-date.ts';
import { isLocalAddress, localAddress } from '../local-address.ts';
import { buildDashboard } from './build-dashboard.ts';
import { claimDataDir } from './claim-data-dir.ts';
import { openDatabaseServer } from './database-server.ts';
import { chooseSandboxPort, startChild, startWorkers } from './start-workers.ts';
import { takeContentPort, takeWebPort } from './take-ports.ts';
import { waitUntilReady } from './wait-until-ready.ts';

/** The web server and the workers get this long to finish what they hold; the database has the rest of 30 s. */
const CHILD_GRACE_MS = 15_000;

/**
 * Runs the whole product until it is asked to stop: database, migrations, dashboard, web server and workers.
 * Whatever way it ends, all of it ends, in the reverse order. Throws one sentence when a step of the start fails,
 * StopRequestedError when it was asked to stop during the start.
 *
 * @param whenReady does something with the running product and says whether it goes on
 */
export async function supervise(
  config: Config,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  whenReady: (address: string) => Promise<'stay' | 'stop'> = async () => 'stay',
): Promise<void> {
  const stop = stopRequest();
  await using running = new AsyncDisposableStack();

  readPlaces(config.placesFile);
  const claim = claimDataDir(config.dataDir);
  running.defer(async () => claim.release());
  const webPort = await takeWebPort(config, say);
  const contentPort = await takeContentPort(config, webPort.port);
  const { port } = webPort;

  const database = await openDatabaseServer({ ...config, dataDir: claim.dataDir }, say);
  running.defer(database.stop);
  stop.throwIfAborted();

  const keys = installKeys(config.secretKey, claim.dataDir);
  const { needsSetUp } = await bringUpToDate(database.url(), keys, { ...config, dataDir: claim.dataDir });
  stop.throwIfAborted();
  await buildDashboard(say, stop);

  const sandboxPort = await chooseSandboxPort(config.sandboxPort, say);
  const childEnv = () => ({
    ...env,
    PORT: String(port),
    CONTENT_PORT: String(contentPort?.port ?? ''),
    DATA_DIR: claim.dataDir,
    DATABASE_URL: database.url(),
    SANDBOX_PORT: String(sandboxPort),
  });
  await Promise.all([webPort.release(), contentPort?.release()]);
  const web = startChild('web server', 'web.ts', childEnv, say);
  const children = [web, ...startWorkers(config.workers, childEnv, say)];
  running.defer(async () => {
    await Promise.all(children.map((process) => process.stop(CHILD_GRACE_MS)));
  });
  database.onMoved(() => {
    for (const process of children) process.restart();
  });

  await waitUntilReady({ host: config.host, port, web, children, stop });
  const address = config.baseUrl ?? localAddress(config.host, port);
  claim.describe(address);
  say(`Mail Minion is ready: ${address}`);
  if (config.baseUrl?.startsWith('http:') && !isLocalAddress(config.baseUrl))
    say(
      'BASE_URL begins with http://: passwords and cookies can be read on their way. Put TLS in front of it.',
    );
  if (needsSetUp)
    say(`Nobody has set it up yet. From another machine that takes this code: ${setUpCode(keys.forms)}`);

  if ((await whenReady(address)) === 'stay' && !stop.aborted) await once(stop, 'abort');
  say('Stopping …');
}
