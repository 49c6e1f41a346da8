import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE, SUPERUSER } from './create-cluster.ts';

/** The connection string of the server that another process runs under `dataDir`. @throws when none ever ran there */
export function runningAddress(dataDir: string): string {
  const read = (name: string) => readFileSync(join(dataDir, 'postgres', name), 'utf8').trim();
  return `postgres://${SUPERUSER}:${read('password')}@127.0.0.1:${read('port')}/${DATABASE}`;
}
