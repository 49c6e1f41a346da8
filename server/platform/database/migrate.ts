import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { ensureRoles } from './roles.ts';

const folder = join(import.meta.dirname, '../../../database/migrations');
/** Any number will do; it only keeps two starting processes from migrating at once. */
const lockKey = 7_261_945;

interface Migration {
  name: string;
  text: string;
  checksum: string;
}

/** The migrations of this version, in order. */
export function readMigrations(): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    });
}

/**
 * Brings the database to this version: roles, the job queue's schema, then each new migration in a transaction of its
 * own. Safe to run from several processes at once and after being killed half-way.
 * @param upTo the last migration to apply, for tests of upgrades.
 * @throws when the server is older than 15 or an applied migration differs from the file.
 */
export async function migrate(url: string, key: Buffer, upTo?: string): Promise<{ applied: string[] }> {
  const client = new pg.Client({ connectionString: url, application_name: 'mail-minion migrate' });
  // What is lost while it waits fails its next statement; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await requireVersion(client);
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await ensureRoles(client, key);
    await runMigrations({ connectionString: url, logger: quiet });
    return { applied: await applyAll(client, upTo) };
  } finally {
    await client.end();
  }
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version_num') as version",
  );
  const major = Math.floor(Number(rows[0]?.version) / 10_000);
  if (major < 15) throw new Error(`PostgreSQL 15 or newer is needed; this server is version ${major}.`);
}

async function applyAll(client: pg.Client, upTo: string | undefined): Promise<string[]> {
  await client.query(`create table if not exists schema_migrations (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`);
  // The health check asks, with the rights of the running product, whether the newest migration is there.
  await client.query('grant select on schema_migrations to mailminion_system');
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migrations',
  );
  const known = new Map(rows.map((row) => [row.name, row.checksum]));
  const applied: string[] = [];
  for (const migration of readMigrations()) {
    if (upTo !== undefined && migration.name > upTo) break;
    const checksum = known.get(migration.name);
    if (checksum === undefined) {
      await applyOne(client, migration);
      applied.push(migration.name);
    } else if (checksum !== migration.checksum) {
      throw new Error(
        `The migration ${migration.name} was changed after it had been applied; a merged migration is never edited.`,
      );
    }
  }
  return applied;
}

async function applyOne(client: pg.Client, { name, text, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(text);
    await client.query('insert into schema_migrations (name, checksum) values ($1, $2)', [name, checksum]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new Error(`The migration ${name} failed and was undone: ${(cause as Error).message}`, { cause });
  }
}

/** The queue's own migrations log each step; a start does not need to say them. */
const quiet = new Logger(() => () => {});
