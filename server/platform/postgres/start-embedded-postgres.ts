import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { LockHeldError, takeLock } from '../processes/index.ts';
import { findBinaries } from './binaries.ts';
import { DATABASE, ensureCluster, SUPERUSER } from './create-cluster.ts';
import { prepareHome } from './home.ts';
import { recoverCluster } from './recover.ts';
import { settings } from './settings.ts';
import { startServer } from './start-server.ts';

export type EmbeddedPostgres = {
  /** postgres://… of the superuser, on 127.0.0.1. */
  url: string;
  /** Ends the server in order; every connection is closed. */
  stop(): Promise<void>;
  /** Settles when the server has ended, whether asked to or not. */
  ended: Promise<void>;
};

/**
 * Runs the PostgreSQL that comes with the product on the cluster under `dataDir`/postgres, making it when there is
 * none and recovering it from a killed run when there was one. The server keeps the port it last had if that is free.
 * `log` is given whole lines for people. Throws one sentence when the server cannot run, and when another living
 * process runs it already.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: (line: string) => void;
  /** Replaces single server settings: tests need no fsync. */
  overrides?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const home = prepareHome(resolve(options.dataDir), options.log);
  const lock = lockHome(home.folder);
  try {
    const binaries = findBinaries(home.folder, home.user);
    const { password } = await ensureCluster(home, binaries);
    await recoverCluster(home.cluster, options.log);
    const portFile = join(home.folder, 'port');
    const server = await startServer(home, binaries, {
      preferredPort: readPort(portFile),
      settings: { ...settings, ...options.overrides },
      log: options.log,
    });
    writeFileSync(portFile, String(server.port));
    const address = `postgres://${SUPERUSER}:${password}@127.0.0.1:${server.port}`;
    await ensureDatabase(address);
    const stop = () => server.stop().finally(lock.release);
    return { url: `${address}/${DATABASE}`, stop, ended: server.ended };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The folder of a copied DATA_DIR may be a link to the original's cluster: two servers must never share it. */
function lockHome(folder: string) {
  try {
    return takeLock(join(folder, 'lock'), '');
  } catch (error) {
    if (!(error instanceof LockHeldError)) throw error;
    throw new Error(`The database in ${folder} is already in use by process ${error.holder.pid}.`, {
      cause: error,
    });
  }
}

function readPort(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

async function ensureDatabase(address: string): Promise<void> {
  const client = new Client({ connectionString: `${address}/postgres` });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
