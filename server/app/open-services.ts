import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#server/platform/config/index.ts';
import { installKeys, type KeyRing } from '#server/platform/crypto/index.ts';
import { type Database, openDatabase } from '#server/platform/database/index.ts';
import { createLog, type Log } from '#server/platform/log/index.ts';
import { surviveClosedOutput } from '#server/platform/processes/index.ts';
import { createSecrets, type Secrets } from '#server/platform/secrets/index.ts';
import { localAddress } from './local-address.ts';

/** What every part of the product is given: made once for each process. */
export interface Services {
  config: Config;
  keys: KeyRing;
  /** Seals and opens what is stored encrypted. */
  secrets: Secrets;
  database: Database;
  /** The owner's connection string, for the job queue. */
  databaseUrl: string;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
  log: Log;
  version: string;
}

/** @param part which process this is, for its log lines. */
export function openServices(config: Config, part: string): Services {
  if (!config.databaseUrl)
    throw new Error('DATABASE_URL is missing; `npm start` sets it for the processes it starts.');
  surviveClosedOutput();
  const keys = installKeys(config.secretKey, config.dataDir);
  const database = openDatabase(config.databaseUrl, keys.database);
  return {
    config,
    keys,
    secrets: createSecrets({ database, keys }),
    database,
    databaseUrl: config.databaseUrl,
    baseUrl: config.baseUrl ?? localAddress(config.host, config.port),
    log: createLog(part, config.logLevel),
    version: readVersion(),
  };
}

export function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
