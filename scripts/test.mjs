// npm test: the whole check. `npm test -- WORD…` runs only the test files whose path contains one of the words.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/run/run.ts', ...process.argv.slice(2)]);
});
