// npm run bench -- send | plan | leaving [options]: how fast it goes on this machine. See docs/performance.md.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/bench/main.ts', ...process.argv.slice(2)]);
});
