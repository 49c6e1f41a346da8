// node scripts/crash.mjs [RECIPIENTS] [KILLS]: the crash test in its long form; its last line is one JSON object.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/crash/main.ts', ...process.argv.slice(2)]);
});
