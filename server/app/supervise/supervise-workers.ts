import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#server/platform/config/index.ts';
import { installKeys } from '#server/platform/crypto/index.ts';
import { ensureLogins, openDatabase } from '#server/platform/database/index.ts';
import { stopRequest } from '#server/platform/processes/index.ts';
import { requireFittingKey } from '#server/platform/secrets/index.ts';
import { whyNotReady } from '../health/ready.ts';
import { whereKeysAre } from '../where-keys-are.ts';
import { checkExternalDatabase } from './check-external-database.ts';
import { chooseSandboxPort, startWorkers } from './start-workers.ts';

/** As in supervise(): what a worker holds is given back within this. */
const CHILD_GRACE_MS = 15_000;

/**
 * Runs workers alone until it is asked to stop: another machine's part of an install whose database and web server are
 * elsewhere. Changes nothing in the database before it knows that it belongs to that install. Throws one sentence when
 * it cannot start.
 */
export async function superviseWorkers(
  config: Config,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  const stop = stopRequest();
  await checkInstall(config);
  stop.throwIfAborted();
  const sandboxPort = await chooseSandboxPort(config.sandboxPort, say);
  const workers = startWorkers(config.workers, () => ({ ...env, SANDBOX_PORT: String(sandboxPort) }), say);
  try {
    const failed = Promise.race(workers.map((worker) => worker.firstCrash));
    const up = Promise.all(workers.map((worker) => worker.isUp)).then(() => undefined);
    const crash = await Promise.race([up, failed, once(stop, 'abort').then(() => undefined)]);
    if (crash !== undefined) throw new Error(`The workers could not start: ${crash} Its message is above.`);
    if (!stop.aborted) {
      say(`${workers.length === 1 ? 'A worker is' : `${workers.length} workers are`} ready.`);
      await once(stop, 'abort');
    }
    say('Stopping …');
  } finally {
    await Promise.all(workers.map((worker) => worker.stop(CHILD_GRACE_MS)));
  }
}

/** Two machines of one install must agree on these, or links break and secrets cannot be read. */
async function checkInstall({ databaseUrl, secretKey, dataDir, baseUrl }: Config): Promise<void> {
  if (databaseUrl === undefined)
    throw new Error(
      'DATABASE_URL must be set: workers on a machine of their own share the database of the install.',
    );
  if (secretKey === undefined && !existsSync(join(dataDir, 'secret.key')))
    throw new Error('SECRET_KEY must be set, to the same key as on the machine that runs the web server.');
  if (baseUrl === undefined)
    throw new Error('BASE_URL must be set, to the same address as on the machine that runs the web server.');
  await checkExternalDatabase(databaseUrl);
  const keys = installKeys(secretKey, dataDir);
  await requireFittingKey(databaseUrl, keys, whereKeysAre({ secretKey, dataDir }));
  const database = openDatabase(databaseUrl, keys.database, { connections: 1 });
  try {
    const reason = await whyNotReady(database);
    if (reason !== undefined)
      throw new Error(
        `The workers cannot join the install at DATABASE_URL. Start the web server's machine first, with this version ` +
          `and this SECRET_KEY. (${reason})`,
      );
    // The other machine may not have been started with all of them yet.
    await ensureLogins(
      databaseUrl,
      keys.all.slice(1).map((key) => key.database),
    );
  } finally {
    await database.close();
  }
}
