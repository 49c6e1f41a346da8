import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import type { CapturedEvent } from './capture/captured-event.ts';
import { startRecorder } from './recorder.ts';

const program = join(import.meta.dirname, '../../testing/run-recorder.ts');

test('killed at random moments, the recorder loses nothing that it had called safe', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mail-minion-crash-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const safe: string[] = [];
  for (let round = 0; round < 8; round++) safe.push(...(await runAndKill(folder, 5 + 37 * round)));

  const stored: string[] = [];
  const ingest = async (events: readonly CapturedEvent[]) => void stored.push(...events.map(({ id }) => id));
  const recorder = await startRecorder({ ingest, folder, log: silentLog });
  await recorder.stop();

  const found = new Set(stored);
  assert.ok(safe.length > 500);
  assert.deepEqual(
    safe.filter((id) => !found.has(id)),
    [],
  );
  assert.equal(found.size, stored.length, 'an event was stored twice');
  assert.deepEqual(readdirSync(folder), [], 'something was put aside or left behind');
});

/** Lets a recorder call `count` events safe, kills it, and gives the events it had called safe by then. */
async function runAndKill(folder: string, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, folder, JSON.stringify(event())], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const safe: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    safe.push(line);
    if (safe.length === count) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  // Killed in the middle of a line, the last one is not one that was said.
  return safe.filter((id) => id.length === 36);
}

function event(): CapturedEvent {
  return {
    id: newId(),
    at: new Date().toISOString(),
    kind: 'unsubscribed',
    accountId: newId(),
    sendId: newId(),
    position: 1,
    contactId: null,
    url: null,
    machine: false,
    detail: { ip: '192.0.2.0/24', userAgent: 'test', client: 'Other', via: 'one-click' },
  };
}
