import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { processCommand } from '../processes/index.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts';

const isRoot = process.getuid?.() === 0;
const front = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;

test('makes a cluster, keeps data and port over a restart, and keeps the password to itself', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  const first = await start();
  await run(first.url, 'create table kept (word text)');
  await run(first.url, "insert into kept values ('yes')");
  await first.stop();
  await assert.rejects(run(first.url, 'select 1'));

  const second = await start();
  assert.equal(second.url, first.url);
  assert.deepEqual(await run(second.url, 'select word from kept'), [{ word: 'yes' }]);
  assert.deepEqual(await run(second.url, 'show fsync'), [{ fsync: 'on' }]);
  assert.equal((await stat(join(dataDir, 'postgres/password'))).mode & 0o777, 0o600);
});

test('the database is UTF-8 and sorts alike on every machine', async (t) => {
  const { start } = await freshDataDir(t);
  const { url } = await start();
  const rows = await run(
    url,
    `select lower('ÄÖÉ') as lower, datlocprovider::text as provider, pg_encoding_to_char(encoding) as encoding
     from pg_database where datname = current_database()`,
  );
  assert.deepEqual(rows, [{ lower: 'äöé', provider: 'b', encoding: 'UTF8' }]);
});

test('a killed run leaves its server behind: the next one stops it and finds everything that was committed', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  const killed = await startAndKill(dataDir);
  await run(killed.url, 'create table kept (word text)');
  const orphan = await serverPid(dataDir);
  assert.ok(processCommand(orphan)?.includes(dataDir), 'the server outlives the process that started it');

  const lines: string[] = [];
  const next = await start(lines);
  assert.deepEqual(await run(next.url, 'select * from kept'), []);
  assert.notEqual(await serverPid(dataDir), orphan);
  assert.match(lines.join('\n'), /left over from an earlier run/);
});

test('a server that was killed as well recovers from its log', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  const killed = await startAndKill(dataDir);
  await run(killed.url, 'create table kept (word text)');
  process.kill(await serverPid(dataDir), 'SIGKILL');
  const next = await start();
  assert.deepEqual(await run(next.url, 'select * from kept'), []);
});

test('a stale pid file is no obstacle, even when its pid belongs to another program now', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  await (await start()).stop();
  const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
  for (const content of [`${process.pid}\n/elsewhere\n1\n5432\n\n127.0.0.1\n\nready\n`, '']) {
    await writeFile(pidFile, content);
    await (await start()).stop();
  }
});

test('the port of another program is left to it', async (t) => {
  const { start } = await freshDataDir(t);
  const first = await start();
  await first.stop();
  const port = Number(new URL(first.url).port);
  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => stranger.close());

  const second = await start();
  assert.notEqual(new URL(second.url).port, String(port));
  assert.deepEqual(await run(second.url, 'select 1 as one'), [{ one: 1 }]);
});

test('a cluster that runs already is refused, not disturbed', async (t) => {
  const { start } = await freshDataDir(t);
  const first = await start();
  await assert.rejects(start(), /already in use by process \d+/);
  assert.deepEqual(await run(first.url, 'select 1 as one'), [{ one: 1 }]);
});

test('an interrupted first start is begun anew', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  await mkdir(join(dataDir, 'postgres/cluster.1234/base'), { recursive: true });
  await writeFile(join(dataDir, 'postgres/password.1234'), 'secret');
  const { url } = await start();
  assert.deepEqual(await run(url, 'select 1 as one'), [{ one: 1 }]);
  assert.deepEqual((await readdir(join(dataDir, 'postgres'))).sort(), [
    'cluster',
    'lock',
    'password',
    'port',
    'server.log',
  ]);
});

test('a database of another major version is refused and left alone', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  await (await start()).stop();
  await writeFile(join(dataDir, 'postgres/cluster/PG_VERSION'), '15\n');
  await assert.rejects(start(), /was made by PostgreSQL 15, and this Mail Minion brings 18/);
});

test('tells when the server has ended', async (t) => {
  const { dataDir, start } = await freshDataDir(t);
  const server = await start();
  process.kill(await serverPid(dataDir), 'SIGKILL');
  await server.ended;
});

test('as root: a folder the server’s user cannot reach is replaced by one it can', {
  skip: !isRoot,
}, async (t) => {
  const { dataDir, parent, start } = await freshDataDir(t);
  await chmod(parent, 0o700);
  const lines: string[] = [];
  const server = await start(lines);
  const elsewhere = await realpath(join(dataDir, 'postgres'));
  assert.ok(lines[0]?.includes(`The database is kept in ${elsewhere}`), lines.join('\n'));
  await server.stop();
  const again = await start();
  assert.equal(again.url, server.url);
  await again.stop();
  await rm(elsewhere, { recursive: true });
});

test('as an ordinary user, and later as root on the same folder', { skip: !isRoot }, async (t) => {
  const { dataDir, parent, start } = await freshDataDir(t);
  await chown(parent, 65534, 65534);
  const killed = await startAndKill(dataDir, { uid: 65534, gid: 65534 });
  await run(killed.url, 'create table kept (word text)');
  const next = await start();
  assert.deepEqual(await run(next.url, 'select * from kept'), []);
  assert.equal((await stat(join(dataDir, 'postgres/cluster'))).uid, 65534);
});

async function freshDataDir(t: TestContext) {
  const parent = await mkdtemp(join(tmpdir(), 'mail-minion-'));
  await chmod(parent, 0o755);
  const dataDir = join(parent, 'data');
  const servers: EmbeddedPostgres[] = [];
  t.after(async () => {
    for (const server of servers) await server.stop();
    await rm(parent, { recursive: true });
  });
  const start = async (lines: string[] = []) => {
    const server = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    servers.push(server);
    return server;
  };
  return { dataDir, parent, start };
}

/** Starts a server from a process that then dies without a chance to stop it. */
async function startAndKill(
  dataDir: string,
  user: { uid?: number; gid?: number } = {},
): Promise<{ url: string }> {
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(front)});
    const { url } = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log() {} });
    console.log(url);
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...user,
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { url: line.toString().trim() };
}

async function serverPid(dataDir: string): Promise<number> {
  const file = await readFile(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8');
  return Number.parseInt(file, 10);
}

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
