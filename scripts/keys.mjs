// npm run keys -- status | new | rotate | renew | forget [--json]: the keys of an install. See docs/keys.md.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['server/cli.ts', 'keys', ...process.argv.slice(2)]);
});
