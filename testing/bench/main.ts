/** `npm run bench -- NAME [options]`: see docs/performance.md. With --json the last line is one JSON object. */
import { parseArgs } from 'node:util';
import { stopRequest } from '#server/platform/processes/index.ts';
import { leavingBench } from './leaving.ts';
import type { Bench } from './options.ts';
import { planBench } from './plan.ts';
import { sendBench } from './send.ts';

const benches: Record<string, Bench> = { send: sendBench, plan: planBench, leaving: leavingBench };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recipients: { type: 'string' },
    connections: { type: 'string' },
    workers: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const bench = benches[positionals[0] ?? ''];
if (!bench) {
  const known = Object.entries(benches).map(([name, { about }]) => `  ${name.padEnd(10)}${about}`);
  console.error(
    `Name a bench: npm run bench -- NAME [--recipients N] [--connections N] [--workers N] [--json]`,
  );
  console.error(known.join('\n'));
  process.exit(1);
}

const stop = stopRequest();
const stopped = new Promise<never>((_, reject) => stop.addEventListener('abort', () => reject(stop.reason)));
try {
  await using running = new AsyncDisposableStack();
  const number = (text: string | undefined) => (text === undefined ? undefined : wholeNumber(text));
  const run = bench.run({
    recipients: number(values.recipients) ?? bench.recipients,
    connections: number(values.connections),
    workers: number(values.workers),
    running,
    say: (line) => console.log(line),
  });
  const { result, problems } = await Promise.race([run, stopped]);
  for (const problem of problems) console.error(`Not as it should be: ${problem}`);
  if (values.json) console.log(JSON.stringify(result));
  process.exitCode = problems.length > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
process.exit();

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`${text} is not a whole number above 0.`);
}
