import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = await temporaryFolder();
after(() => rm(folder, { recursive: true, force: true }));

describe('a file that does not end', () => {
  it('because one of its tests hangs is ended and named with the test, and the others run', async () => {
    const { status, said } = await run(
      `test('waits for a click', async () => { ${listen} await new Promise(() => {}); });
      test('is reached', () => {});`,
      { test: 1000, rest: 1000 },
    );
    assert.equal(status, 1, said);
    assert.match(said, /✖ waits for a click.*\n.*test timed out after 1000ms/);
    assert.match(said, /✔ is reached/);
    assert.match(said, /it\.test\.mjs did not end when its tests had; ended after 1 s\. .*TCPServerWrap/);
    assert.match(said, /✔ of another file/);
  });

  it('because it left something open fails, though its tests passed', async () => {
    const { status, said } = await run(`test('passes', () => { ${listen} });`, { rest: 1000 });
    assert.equal(status, 1, said);
    assert.match(said, /✔ passes/);
    assert.match(said, /it\.test\.mjs did not end when its tests had/);
  });

  it('because it never comes to its tests is ended all the same', async () => {
    const { status, said } = await run(`${listen} await new Promise(() => {});`, { file: 2000 });
    assert.equal(status, 1, said);
    assert.match(said, /it\.test\.mjs took longer than a file may/);
    assert.match(said, /✔ of another file/);
  });
});

it('a file that ends by itself passes, and what it forks is bound by nothing', async () => {
  const { status, said } = await run(`
    test('forks', async () => {
      const child = fork(process.argv[1].replace('it.test', 'forked'));
      const [took] = await once(child, 'message');
      assert.deepEqual(took, []);
    });`);
  assert.equal(status, 0, said);
});

const listen = 'createServer().listen(0);';
const imports = `
  import assert from 'node:assert/strict';
  import { fork } from 'node:child_process';
  import { once } from 'node:events';
  import { createServer } from 'node:net';
  import { test } from 'node:test';`;

/** A run of a file with this source and of another one, in a process of its own: a run within a run does nothing. */
async function run(
  source: string,
  short: { test?: number; file?: number; rest?: number } = {},
): Promise<{ status: number | null; said: string }> {
  const program = `
    import { runFiles } from ${JSON.stringify(join(import.meta.dirname, 'run-files.ts'))};
    await runFiles(['it.test.mjs', 'other.test.mjs'], {
      root: import.meta.dirname,
      stop: new AbortController().signal,
      limits: ${JSON.stringify({ test: 60_000, file: 60_000, rest: 60_000, ...short })},
    });`;
  await writeFile(join(folder, 'it.test.mjs'), imports + source);
  await writeFile(join(folder, 'other.test.mjs'), `${imports} test('of another file', () => {});`);
  await writeFile(join(folder, 'forked.mjs'), 'process.send(process.execArgv);');
  await writeFile(join(folder, 'run.mjs'), program);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'run.mjs')], {
    env,
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}
