/**
 * Loaded into the process of every test file, before the file (run-files.ts): ends one that would go on for ever and says what
 * held it. The runner's own limit fails a test that hangs, but what the test left open keeps its file alive.
 */
import { writeSync } from 'node:fs';
import { basename } from 'node:path';
import { after } from 'node:test';
import { isMainThread } from 'node:worker_threads';

const { searchParams } = new URL(import.meta.url);
const rest = Number(searchParams.get('rest'));
const whole = Number(searchParams.get('file'));

if (isMainThread) {
  // What the file forks would take this over too, and answer to the runner as if it were a test.
  process.execArgv.length = 0;
  endAfter(whole, 'took longer than a file may');
  after(() => endAfter(rest, 'did not end when its tests had'));
}

function endAfter(ms: number, what: string): void {
  setTimeout(() => {
    const held = [...new Set(process.getActiveResourcesInfo())].join(', ');
    writeSync(2, `${basename(process.argv[1]!)} ${what}; ended after ${ms / 1000} s. Still open: ${held}\n`);
    process.exit(1);
  }, ms).unref();
}
