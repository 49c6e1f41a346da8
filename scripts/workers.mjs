// npm run workers: more workers for an install that runs on another machine. See docs/scaling.md.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['server/cli.ts', 'workers']);
});
