import { availableParallelism } from 'node:os';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** How long each may take, in ms; the rest of the run goes on when one is ended. */
const LIMITS = {
  test: 5 * 60_000,
  file: 10 * 60_000,
  /** What a file may take to let go of everything once its tests are over. */
  rest: 60_000,
};

/** For what those do not reach: code that never lets go of its process. */
const LONGEST_RUN_MS = 30 * 60_000;

/**
 * One more than there are cores, for many files wait for timers half of their time; few, for each may have a database,
 * a product and a browser of its own.
 */
const atOnce = Math.min(availableParallelism(), 4) + 1;

/** Runs test files, each in a process of its own, in the order given, and prints what becomes of them. Throws if one fails. */
export async function runFiles(
  files: string[],
  { root, stop, limits = LIMITS }: { root: string; stop: AbortSignal; limits?: typeof LIMITS },
): Promise<void> {
  const bounds = new URL(`./bounds.ts?file=${limits.file}&rest=${limits.rest}`, import.meta.url);
  const tests = run({
    cwd: root,
    files,
    concurrency: atOnce,
    timeout: limits.test,
    execArgv: ['--import', bounds.href],
    signal: AbortSignal.any([stop, AbortSignal.timeout(LONGEST_RUN_MS)]),
  });
  let passed = false;
  tests.on('test:summary', ({ file, success }) => {
    if (file === undefined) passed = success;
  });
  for await (const line of tests.compose(spec)) process.stdout.write(line);
  if (!passed) throw new Error('Not every test passed.');
}
