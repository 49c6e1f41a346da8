import { realpathSync } from 'node:fs';
import type { Config } from '#server/platform/config/index.ts';
import { installKeys, type KeyRing } from '#server/platform/crypto/index.ts';
import { type Database, openDatabase } from '#server/platform/database/index.ts';
import { runningAddress } from '#server/platform/postgres/index.ts';
import { LockHeldError } from '#server/platform/processes/index.ts';
import {
  createSecrets,
  followDatabase,
  requireFittingKey,
  type Secrets,
} from '#server/platform/secrets/index.ts';
import { whyNotReady } from '../health/ready.ts';
import { claimDataDir } from '../supervise/claim-data-dir.ts';
import { openDatabaseServer } from '../supervise/index.ts';
import { whereKeysAre } from '../where-keys-are.ts';

/** An install as the commands about its keys need it. */
export interface OpenInstall {
  /** Of the owner of the database. */
  url: string;
  database: Database;
  keys: KeyRing;
  secrets: Secrets;
  config: Config;
}

/**
 * Opens the install of this configuration, whether it runs or not, for one piece of work. Refuses like a start does when the
 * key does not fit the database.
 */
export async function withInstall<T>(config: Config, work: (install: OpenInstall) => Promise<T>): Promise<T> {
  await using open = new AsyncDisposableStack();
  const { url, dataDir } = await openUrl(config, open);
  const keys = installKeys(config.secretKey, dataDir);
  await requireFittingKey(url, keys, whereKeysAre({ ...config, dataDir }));
  const database = openDatabase(url, keys.database, { connections: 2 });
  open.defer(() => database.close());
  await requireReady(database);
  await database.asSystem((tx) => followDatabase(tx, keys));
  const secrets = createSecrets({ database, keys });
  return await work({ url, database, keys, secrets, config: { ...config, dataDir } });
}

/** Bringing it up to date is for a start to do. */
async function requireReady(database: Database): Promise<void> {
  const reason = await whyNotReady(database);
  if (reason !== undefined)
    throw new Error(
      `The install cannot be opened. Start it with this version once, then run this again. (${reason})`,
    );
}

/** Its own database is started for the work when nobody runs it. */
async function openUrl(
  config: Config,
  open: AsyncDisposableStack,
): Promise<{ url: string; dataDir: string }> {
  if (config.databaseUrl === undefined) {
    const running = findRunning(config, open);
    if (running) return running;
  }
  const server = await openDatabaseServer(config, () => {});
  open.defer(() => server.stop());
  return { url: server.url(), dataDir: config.dataDir };
}

function findRunning({ dataDir }: Config, open: AsyncDisposableStack) {
  try {
    const claim = claimDataDir(dataDir);
    open.defer(async () => claim.release());
    return undefined;
  } catch (error) {
    if (!((error as Error).cause instanceof LockHeldError)) throw error;
    const folder = realpathSync(dataDir);
    return { url: runningAddress(folder), dataDir: folder };
  }
}
