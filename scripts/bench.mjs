// npm run bench -- send | plan [options]: how fast mail leaves on this machine. See docs/performance.md.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/bench/main.ts', ...process.argv.slice(2)]);
});
