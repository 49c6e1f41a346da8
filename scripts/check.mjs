// npm run check -- isolation | enumeration | logins [TIMES] [--json]: see testing/check.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/check/main.ts', ...process.argv.slice(2)]);
});
