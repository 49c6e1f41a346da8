// npm start: from a fresh clone to a running product. See server/app/supervise.ts for what happens after the install.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['server/cli.ts', 'start', ...process.argv.slice(2)]);
});
