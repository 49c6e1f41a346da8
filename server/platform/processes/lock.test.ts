import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LockHeldError, processIdentity, takeLock } from './index.ts';

const front = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;

test('one process at a time, and the other learns who has it', async (t) => {
  const path = await lockPath(t);
  const lock = takeLock(path, 'starting');
  lock.describe('http://localhost:3000');
  assert.throws(
    () => takeLock(path, ''),
    (error) => error instanceof LockHeldError && error.holder.note === 'http://localhost:3000',
  );
  lock.release();
  const next = takeLock(path, '');
  lock.release();
  assert.ok(existsSync(path), 'releasing twice does not take it from the next holder');
  next.release();
});

test('a lock outlived by its process is taken over', async (t) => {
  const path = await lockPath(t);
  await runAndKill(`takeLock(${JSON.stringify(path)}, 'killed')`);
  takeLock(path, 'mine').release();
});

test('the pid of a dead holder may be in use again', async (t) => {
  const path = await lockPath(t);
  await writeFile(path, JSON.stringify({ pid: process.pid, identity: 'an earlier life', note: '' }));
  takeLock(path, 'mine').release();
});

test('a garbled file holds nothing', async (t) => {
  const path = await lockPath(t);
  await writeFile(path, '{"pid":');
  takeLock(path, 'mine').release();
});

test('of many that find a dead lock exactly one gets it, and nothing is left lying about', async (t) => {
  const path = await lockPath(t);
  await runAndKill(`takeLock(${JSON.stringify(path)}, 'killed')`);
  const racer = `try { takeLock(${JSON.stringify(path)}, ''); console.log('won'); } catch { console.log('lost'); }`;
  const children = Array.from({ length: 6 }, () => runProgram(racer));
  const results = await Promise.all(
    children.map(async (child) => String(((await once(child.stdout, 'data')) as [Buffer])[0]).trim()),
  );
  assert.equal(results.filter((result) => result === 'won').length, 1, results.join(' '));
  assert.equal(JSON.parse(await readFile(path, 'utf8')).pid, children[results.indexOf('won')]?.pid);
  await Promise.all(children.map((child) => child.kill('SIGKILL') && once(child, 'exit')));
  assert.deepEqual(await readdir(join(path, '..')), ['lock']);
});

test('a process has an identity while it lives', async () => {
  const child = runProgram('');
  const identity = processIdentity(child.pid ?? 0);
  assert.ok(identity);
  assert.equal(processIdentity(child.pid ?? 0), identity);
  assert.notEqual(processIdentity(process.pid), identity);
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.equal(processIdentity(child.pid ?? 0), undefined);
});

async function lockPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mail-minion-'));
  t.after(() => rm(folder, { recursive: true }));
  return join(folder, 'lock');
}

/** Runs statements in a process of their own, which then stays until it is killed. */
function runProgram(statements: string) {
  const program = `import { takeLock } from ${JSON.stringify(front)}; ${statements}; setInterval(() => {}, 1e6);`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function runAndKill(statements: string): Promise<void> {
  const child = runProgram(`${statements}; console.log('done')`);
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}
