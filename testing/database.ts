import { createHash, randomBytes } from 'node:crypto';
import { after } from 'node:test';
import pg from 'pg';
import { type Database, migrate, openDatabase, readMigrations } from '#server/platform/database/index.ts';
import { startTestServer } from './run/test-server.ts';

/** The key of every test database's roles. */
export const testDatabaseKey = Buffer.alloc(32, 7);

/**
 * A database of its own for one test file: cloned from a template that was migrated once, dropped when the file is done.
 * Uses the server at TEST_DATABASE_URL, else starts one for the file.
 */
export async function testDatabase(): Promise<{ database: Database; url: string }> {
  const url = await createTestDatabase();
  const database = openDatabase(url, testDatabaseKey, { connections: 6 });
  after(async () => {
    await database.close();
    await dropDatabase(url);
  });
  return { database, url };
}

async function createTestDatabase(): Promise<string> {
  const server = await testServer();
  const template = await ensureTemplate(server);
  const name = `mm_test_${randomBytes(8).toString('hex')}`;
  await withClient(server, (client) => cloneTemplate(client, template, name));
  return withDatabase(server, name);
}

/** The same without a connection, for a whole product that opens its own with a key of its own. */
export async function migratedDatabase(): Promise<string> {
  const url = await createTestDatabase();
  after(() => dropDatabase(url));
  return url;
}

/** An empty database on the test server, for tests of migrations. */
export async function emptyDatabase(): Promise<string> {
  const server = await testServer();
  const name = `mm_test_${randomBytes(8).toString('hex')}`;
  await withClient(server, (client) => client.query(`create database ${name}`));
  const url = withDatabase(server, name);
  after(() => dropDatabase(url));
  return url;
}

async function dropDatabase(url: string): Promise<void> {
  // A server of the file's own goes as a whole, and may be gone already.
  if (started) return;
  const name = new URL(url).pathname.slice(1);
  await withClient(await testServer(), (client) =>
    client.query(`drop database if exists ${name} with (force)`),
  );
}

let started: Promise<string> | undefined;
async function testServer(): Promise<string> {
  if (process.env.TEST_DATABASE_URL) return process.env.TEST_DATABASE_URL;
  started ??= startServer();
  return await started;
}

async function startServer(): Promise<string> {
  const server = await startTestServer();
  after(() => server.stop());
  return server.url;
}

/** The template's name tells the migrations in it, so a changed migration makes a new one. */
async function ensureTemplate(server: string): Promise<string> {
  const digest = createHash('sha256');
  for (const { checksum } of readMigrations()) digest.update(checksum);
  const name = `mm_template_${digest.digest('hex').slice(0, 12)}`;
  await withClient(server, async (client) => {
    await client.query('select pg_advisory_lock(5550123)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    const half = `${name}_making`;
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half}`);
    await migrate(withDatabase(server, half), testDatabaseKey);
    await client.query(`alter database ${half} rename to ${name}`);
  });
  return name;
}

/** Cloning fails while somebody is still connected to the template, e.g. the pool that migrated it. */
async function cloneTemplate(client: pg.Client, template: string, name: string): Promise<void> {
  await client.query('select pg_advisory_lock(5550123)');
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${template}'`);
  await client.query(`create database ${name} template ${template}`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
