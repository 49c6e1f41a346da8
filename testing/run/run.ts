/** The whole check, or with words as arguments the test files whose path contains one of them. See scripts/test.mjs. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard } from '#server/app/supervise/index.ts';
import { stopRequest } from '#server/platform/processes/index.ts';
import { findChromium } from './find-chromium.ts';
import { longestFirst } from './longest-first.ts';
import { runFiles } from './run-files.ts';
import { runProgram, step, summary } from './steps.ts';
import { startTestServer } from './test-server.ts';

const root = join(import.meta.dirname, '../..');
const words = process.argv.slice(2);
const stop = stopRequest();
const tests = globSync(['{server,testing,dashboard}/**/*.test.ts', 'scripts/**/*.test.mjs'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules') || path.includes('dist/'),
})
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .sort(longestFirst);

if (tests.length === 0) {
  console.error(`No test file has ${words.join(' or ')} in its path.`);
  process.exit(1);
}
if (words.length === 0) await checkSources();
await step('Dashboard', () => buildDashboard(console.log, stop));
await runTests();
process.exit(summary());

async function checkSources(): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await step('Types of the server', () =>
    runProgram([process.execPath, tsc, '-p', 'tsconfig.json'], { stop }),
  );
  await step('Types of the dashboard', () =>
    runProgram([process.execPath, tsc, '-p', 'dashboard'], { stop }),
  );
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  await step('Lint and format', () =>
    runProgram([process.execPath, biome, 'check', '--error-on-warnings', '.'], { stop }),
  );
}

async function runTests(): Promise<void> {
  const server = await startTestServer();
  try {
    const chromium = await findChromium(join(root, '.cache/chromium'));
    if (chromium) process.env.CHROMIUM_PATH = chromium;
    process.env.TEST_DATABASE_URL = server.url;
    await step(`Tests (${tests.length} files)`, () => runFiles(tests, { root, stop }));
  } finally {
    await server.stop();
  }
}
