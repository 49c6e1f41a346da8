import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import { until } from '#testing/until.ts';
import { keepRunning } from './index.ts';

test('a crash after an ordered restart is told and waited for like any other', async (t) => {
  const folder = await temporaryFolder();
  const pids = join(folder, 'pids');
  const file = join(folder, 'child.mjs');
  writeFileSync(pids, '');
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     process.on('SIGTERM', () => process.exit(0));
     process.on('SIGHUP', () => process.exit(1));
     appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');
     process.send('up');
     setInterval(() => {}, 1000);`,
  );
  const said: string[] = [];
  const kept = keepRunning({ name: 'child', file, env: () => process.env, say: (line) => said.push(line) });
  t.after(async () => {
    await kept.stop(1000);
    rmSync(folder, { recursive: true });
  });
  const started = () => readFileSync(pids, 'utf8').trim().split('\n').filter(Boolean).map(Number);
  await kept.isUp;
  kept.restart();
  await until('the second start', () => started().length === 2);
  assert.deepEqual(said, []);
  process.kill(started()[1]!, 'SIGHUP');
  await until('the crash to be told', () => said.length === 1);
  assert.match(said[0]!, /^The child stopped unexpectedly \(exit code 1\)\. Starting it again in 0\.5 s\.$/);
});
