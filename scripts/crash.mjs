// node scripts/crash.mjs [RECIPIENTS] [KILLS] [DELAY]: the crash test in its long form; its last line is one JSON object.
// With DELAY mail goes to a server outside that thinks so many ms over each message, else to the product's sandbox.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/crash/main.ts', ...process.argv.slice(2)]);
});
