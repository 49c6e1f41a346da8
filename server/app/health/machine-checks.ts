import { readdir, stat, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { HealthCheck } from '#server/operator/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { Services } from '../open-services.ts';
import { check, graded, inUnits, type Look, orUnknown } from './check.ts';

/** The machine the web process runs on; workers elsewhere have others. */
export function machineChecks({
  config,
  version,
  keys,
  database,
}: Pick<Services, 'config' | 'version' | 'keys' | 'database'>): Look[] {
  const spool = join(config.dataDir, 'spool');
  return [
    () =>
      check(
        'version',
        'Version',
        'ok',
        `Mail Minion ${version} on Node ${process.versions.node}, ${process.platform}.`,
      ),
    orUnknown('disk', 'Disk', () => disk(config.dataDir)),
    orUnknown('memory', 'Memory', memory),
    orUnknown('spool', 'Caught events', () => backlog(spool)),
    orUnknown('keys', 'Keys', () => dataKeys(database, keys.current.id)),
  ];
}

async function disk(folder: string): Promise<HealthCheck> {
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const used = 1 - bavail / blocks;
  const state = free < 500_000_000 ? 'bad' : graded(used, { warn: 0.85, bad: 0.95 });
  return check(
    'disk',
    'Disk',
    state,
    `${inUnits(free)} of ${inUnits(blocks * bsize)} are free where DATA_DIR is.`,
    state === 'ok' ? null : 'Make room: a database without room stops.',
  );
}

async function memory(): Promise<HealthCheck> {
  const { rss } = process.memoryUsage();
  const share = 1 - freemem() / totalmem();
  return check(
    'memory',
    'Memory',
    rss > 2_000_000_000 ? 'warn' : 'ok',
    `The web process uses ${inUnits(rss)}; of the machine ${Math.round(share * 100)} % of ${inUnits(totalmem())} is in use, caches included.`,
    rss > 2_000_000_000 ? 'Start the product again, and report it if it grows so once more.' : null,
  );
}

/** Opens and clicks are kept in files until the database has them. */
async function backlog(folder: string): Promise<HealthCheck> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const held = files.filter((file) => file.isFile() && file.name !== 'bad.jsonl');
  const sizes = await Promise.all(held.map(({ parentPath, name }) => sizeOf(join(parentPath, name))));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const isBad = files.some(({ name }) => name === 'bad.jsonl');
  const state = isBad ? 'warn' : graded(bytes, { warn: 20_000_000, bad: 500_000_000 });
  return check(
    'spool',
    'Caught events',
    state,
    isBad
      ? 'Some opens and clicks could not be stored and lie in bad.jsonl.'
      : `${inUnits(bytes)} of opens and clicks wait for the database.`,
    state === 'ok'
      ? null
      : isBad
        ? `Look into ${join(folder, 'bad.jsonl')}, and move it away.`
        : 'They are stored by themselves as soon as the database keeps up.',
  );
}

const sizeOf = async (file: string) => (await stat(file).catch(() => ({ size: 0 }))).size;

async function dataKeys(database: Database, current: string): Promise<HealthCheck> {
  const { former } = await database.asSystem((tx) =>
    tx.one<{ former: number }>(
      sql`select count(*) as former from account_keys where wrapped_by <> ${current}`,
    ),
  );
  return check(
    'keys',
    'Keys',
    former === 0 ? 'ok' : 'warn',
    former === 0
      ? `All data keys are wrapped by the present key, ${current.slice(0, 8)}….`
      : `${former} data keys are still wrapped by a former key.`,
    former === 0 ? null : 'Finish changing the key; keep the former one until then.',
  );
}
