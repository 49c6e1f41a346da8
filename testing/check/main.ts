/** `npm run check -- NAME [--json]`. With --json the last line is one JSON object; exit code 1 when anything is amiss. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { IsolationResult } from '../isolation/check-isolation.ts';

/** Each is a test that says in its news what it counted. */
const checks: Record<string, string> = { isolation: '../isolation/matrix.test.ts' };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const file = checks[positionals[0] ?? ''];
if (!file) {
  console.error(`Name a check: npm run check -- ${Object.keys(checks).join(' | ')} [--json]`);
  process.exit(1);
}

const test = fork(join(import.meta.dirname, file), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => test.kill(signal));
let result: IsolationResult | undefined;
test.on('message', ({ news }: { news: IsolationResult }) => {
  result = news;
});
const [code] = await once(test, 'exit');
if (!result) {
  console.error(
    'The check did not come to its end. Run its test for the reason: npm test -- testing/isolation',
  );
  process.exit(1);
}
const { cases, routes, leaks, wrong, canaries } = result;
for (const fault of [...leaks, ...wrong]) console.error(`Not as it should be: ${fault}`);
const figures = { cases, leaks: leaks.length, routes, wrong: wrong.length, canaries };
if (values.json) console.log(JSON.stringify(figures));
else console.table(Object.entries(figures).map(([what, figure]) => ({ what, figure })));
process.exit(code === 0 ? 0 : 1);
