import type pg from 'pg';
import type { HealthCheck } from '#server/operator/contract.ts';
import { readMigrations } from '#server/platform/database/index.ts';
import { check, graded, inUnits, inWords, type Look, orUnknown } from './check.ts';

/** How the database is, asked as its owner. */
export function databaseChecks(client: pg.Client): Look[] {
  return [
    orUnknown('database', 'Database', () => answering(client)),
    orUnknown('database-connections', 'Connections', () => connections(client)),
    orUnknown('database-transactions', 'Longest transaction', () => longestTransaction(client)),
    orUnknown('migrations', 'Migrations', () => migrations(client)),
    orUnknown('clock', 'Clocks', () => clocks(client)),
    () =>
      check(
        'backup',
        'Backups',
        'unknown',
        'The product does not make backups and cannot see yours.',
        'Back up the database and the folder DATA_DIR, and try a restore now and then.',
      ),
  ];
}

const one = async <Row>(client: pg.Client, text: string): Promise<Row> =>
  (await client.query(text)).rows[0] as Row;

async function answering(client: pg.Client): Promise<HealthCheck> {
  const begun = performance.now();
  const { version, size } = await one<{ version: string; size: string }>(
    client,
    `select current_setting('server_version') as version, pg_database_size(current_database()) as size`,
  );
  const took = Math.round(performance.now() - begun);
  return check(
    'database',
    'Database',
    graded(took, { warn: 250, bad: 2_000 }),
    `PostgreSQL ${version.split(' ')[0]} holds ${inUnits(Number(size))} and answers within ${took} ms.`,
    took < 250 ? null : 'Look at the load of the machine and at the longest transaction.',
  );
}

async function connections(client: pg.Client): Promise<HealthCheck> {
  const { used, most } = await one<{ used: string; most: string }>(
    client,
    `select count(*) as used, current_setting('max_connections') as most from pg_stat_activity where backend_type = 'client backend'`,
  );
  const share = Number(used) / Number(most);
  const state = graded(share, { warn: 0.75, bad: 0.92 });
  return check(
    'database-connections',
    'Connections',
    state,
    `${used} of ${most} are in use.`,
    state === 'ok' ? null : 'Raise max_connections of PostgreSQL, or start fewer workers.',
  );
}

async function longestTransaction(client: pg.Client): Promise<HealthCheck> {
  const { seconds } = await one<{ seconds: number | null }>(
    client,
    `select extract(epoch from max(now() - xact_start))::float8 as seconds from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  const longest = seconds ?? 0;
  const state = graded(longest, { warn: 300, bad: 3_600 });
  return check(
    'database-transactions',
    'Longest transaction',
    state,
    longest < 1 ? 'None is open for long.' : `The longest has been open for ${inWords(longest)}.`,
    state === 'ok'
      ? null
      : 'It keeps deleted rows from being cleared away. Find it in pg_stat_activity and end it.',
  );
}

async function migrations(client: pg.Client): Promise<HealthCheck> {
  const { rows } = await client.query<{ name: string }>('select name from schema_migrations');
  const applied = new Set(rows.map(({ name }) => name));
  const waiting = readMigrations().filter(({ name }) => !applied.has(name));
  return check(
    'migrations',
    'Migrations',
    waiting.length === 0 ? 'ok' : 'bad',
    waiting.length === 0
      ? `All ${applied.size} are applied.`
      : `${waiting.length} are not applied, the first is ${waiting[0]!.name}.`,
    waiting.length === 0 ? null : 'Stop and start the product: it brings the database up to date first.',
  );
}

async function clocks(client: pg.Client): Promise<HealthCheck> {
  const begun = Date.now();
  const { now } = await one<{ now: string }>(
    client,
    `select extract(epoch from clock_timestamp()) * 1000 as now`,
  );
  const apart = Math.abs(Number(now) - (begun + Date.now()) / 2) / 1_000;
  const state = graded(apart, { warn: 2, bad: 20 });
  return check(
    'clock',
    'Clocks',
    state,
    apart < 1
      ? 'This machine and the database agree within a second.'
      : `This machine and the database are ${inWords(apart)} apart.`,
    state === 'ok' ? null : 'Let both keep time by NTP: codes, sessions and schedules depend on it.',
  );
}
