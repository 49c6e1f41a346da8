// npm run chaos -- kill | zombie | database | smtp | pause | race | postfix | postfix-mx [options]: the product in trouble. See testing/chaos.
import { ensureInstalled, main, node24, runForeground } from './prepare.mjs';

await main(async () => {
  await ensureInstalled();
  return runForeground(node24(), ['testing/chaos/main.ts', ...process.argv.slice(2)]);
});
