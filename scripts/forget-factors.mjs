// npm run forget-factors -- EMAIL: for somebody who lost all second factors. See docs/operating.md.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['server/cli.ts', 'forget-factors', ...process.argv.slice(2)]);
});
