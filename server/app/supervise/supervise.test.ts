import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { processCommand } from '#server/platform/processes/index.ts';
import { childrenOf, type Product, startProduct } from '#testing/product.ts';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import { until } from '#testing/until.ts';

test('starts everything, prints one address, and stops everything on SIGTERM', async (t) => {
  const product = await install(t);
  const run = product.start({ WORKERS: '2' });
  const address = await run.ready();
  const health = await fetch(`${address}/healthz`);
  assert.equal(health.status, 200);
  assert.equal(((await health.json()) as { status: string }).status, 'ok');
  assert.equal(run.lines.filter((line) => line.includes('http://')).length, 1);

  const children = await childrenOf(run.child.pid!);
  assert.equal(children.length, 4, 'database, web server and two workers');
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0);
  assert.deepEqual(children.map(processCommand), [undefined, undefined, undefined, undefined]);
});

test('a second start on the same folder names the one that runs', async (t) => {
  const product = await install(t);
  const first = product.start();
  const address = await first.ready();
  const second = product.start();
  assert.equal(await second.ended, 1);
  const [line] = second.lines;
  assert.ok(
    line?.includes(`already running`) && line.includes(address) && line.includes(String(first.child.pid)),
    line,
  );
});

test('a killed supervisor takes its processes along, and the next start recovers the database', async (t) => {
  const product = await install(t);
  const first = product.start();
  await first.ready();
  const children = await childrenOf(first.child.pid!);
  first.child.kill('SIGKILL');
  await first.ended;

  const second = product.start();
  const address = await second.ready();
  assert.equal((await fetch(`${address}/healthz`)).status, 200);
  await until('all of them to be gone', () => children.every((pid) => processCommand(pid) === undefined), 60);
});

test('a killed web server comes back', async (t) => {
  const product = await install(t);
  const run = product.start();
  const address = await run.ready();
  const [web] = (await childrenOf(run.child.pid!)).filter((pid) => processCommand(pid)?.includes('web.ts'));
  process.kill(web ?? 0, 'SIGKILL');
  await run.line(/web server stopped unexpectedly \(SIGKILL\)/);
  await until('the web server to answer', () => answers(address), 60);
});

test('a killed database comes back, and the web server finds it', async (t) => {
  const product = await install(t);
  const run = product.start();
  const address = await run.ready();
  const [database] = (await childrenOf(run.child.pid!)).filter((pid) =>
    processCommand(pid)?.includes('cluster'),
  );
  process.kill(database ?? 0, 'SIGKILL');
  await run.line(/database stopped unexpectedly/);
  await until('the web server to answer', () => answers(address), 60);
});

test('workers alone join an install elsewhere, and only that one', async (t) => {
  const product = await install(t);
  const first = product.start({ SECRET_KEY: secret, WORKERS: '1' });
  await first.ready();
  const settings = { DATABASE_URL: await databaseUrl(product.dataDir), BASE_URL: 'https://mail.example.org' };
  const stranger = product.join({ ...settings, SECRET_KEY: randomBytes(32).toString('base64') });
  assert.equal(await stranger.ended, 1);
  assert.match(stranger.lines.join('\n'), /The secret key does not fit the database/);
  const keyless = product.join(settings);
  assert.equal(await keyless.ended, 1);
  assert.match(keyless.lines.join('\n'), /^SECRET_KEY must be set, .*\.$/);

  const joined = product.join({ ...settings, SECRET_KEY: secret, WORKERS: '2' });
  await joined.line(/^2 workers are ready\.$/);
  assert.equal((await childrenOf(joined.child.pid!)).length, 2);
  joined.child.kill('SIGTERM');
  assert.equal(await joined.ended, 0);
});

test('a port that was asked for is not replaced', async (t) => {
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => stranger.close());
  const { port } = stranger.address() as { port: number };
  const product = await install(t);
  const run = product.start({ PORT: String(port) });
  assert.equal(await run.ended, 1);
  assert.match(run.lines.join('\n'), new RegExp(`PORT=${port} cannot be used: another program uses it`));
});

test('a bad setting and an absent database are one sentence each', async (t) => {
  const product = await install(t);
  const bad = product.start({ PORT: 'many' });
  assert.equal(await bad.ended, 1);
  assert.match(bad.lines.join('\n'), /^PORT .*\.$/);
  const absent = product.start({ DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' });
  assert.equal(await absent.ended, 1);
  assert.deepEqual(absent.lines, [
    'The database at DATABASE_URL cannot be used: nothing listens at that address and port. Nothing was started.',
  ]);
});

/** A DATA_DIR of its own; whatever was started on it is stopped at the end. */
async function install(t: TestContext) {
  const folder = await temporaryFolder();
  const runs: Product[] = [];
  t.after(async () => {
    for (const run of runs) {
      run.child.kill('SIGTERM');
      await run.ended;
    }
    await rm(folder, { recursive: true });
  });
  const dataDir = join(folder, 'data');
  const keep = (run: Product) => {
    runs.push(run);
    return run;
  };
  return {
    dataDir,
    start: (env: Record<string, string> = {}) => keep(startProduct({ PORT: '0', DATA_DIR: dataDir, ...env })),
    /** Workers alone, as on another machine. */
    join: (env: Record<string, string>) =>
      keep(startProduct({ DATA_DIR: join(folder, `machine ${runs.length}`), ...env }, 'workers')),
  };
}

const secret = randomBytes(32).toString('base64');

async function databaseUrl(dataDir: string): Promise<string> {
  const read = (name: string) => readFile(join(dataDir, 'postgres', name), 'utf8');
  return `postgres://mail_minion:${await read('password')}@127.0.0.1:${await read('port')}/mail_minion`;
}

/** While nothing listens, nobody answers. */
const answers = async (address: string) => (await fetch(`${address}/healthz`).catch(() => undefined))?.ok;
