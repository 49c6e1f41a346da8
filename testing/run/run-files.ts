import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** One limit ends a test that hangs, the other a run in which a file has left something running. */
const LONGEST_TEST_MS = 5 * 60_000;
const LONGEST_RUN_MS = 30 * 60_000;

/**
 * One more than there are cores, for many files wait for timers half of their time; few, for each may have a database,
 * a product and a browser of its own.
 */
const atOnce = Math.min(availableParallelism(), 4) + 1;

/** Runs test files, each in a process of its own, in the order given, and prints what becomes of them. Throws if one fails. */
export async function runFiles(
  files: string[],
  { root, stop }: { root: string; stop: AbortSignal },
): Promise<void> {
  const tests = run({
    cwd: root,
    files,
    concurrency: atOnce,
    timeout: LONGEST_TEST_MS,
    signal: AbortSignal.any([stop, AbortSignal.timeout(LONGEST_RUN_MS)]),
  });
  let passed = false;
  tests.on('test:summary', ({ file, success }) => {
    if (file === undefined) passed = success;
  });
  for await (const line of tests.compose(spec)) process.stdout.write(line);
  if (!passed) throw new Error('Not every test passed.');
}
