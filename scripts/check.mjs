// npm run check -- isolation [--json]: asks every route for what is not the caller's. See testing/isolation.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/check/main.ts', ...process.argv.slice(2)]);
});
