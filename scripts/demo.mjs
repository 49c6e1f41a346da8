// npm run demo: the main job without a browser. See server/app/demo/demo.ts.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['server/cli.ts', 'demo', ...process.argv.slice(2)]);
});
