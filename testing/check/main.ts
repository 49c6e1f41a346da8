/** `npm run check -- NAME [--json]`. With --json the last line is one JSON object; exit code 1 when anything is amiss. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What a check counted or measured, and what is not as it should be. */
export interface Findings {
  figures: Record<string, unknown>;
  faults: string[];
}

/** Each is a test that says in its news what it found; the words after the file make it look longer than `npm test` does. */
const checks: Record<string, string[]> = {
  isolation: ['../isolation/matrix.test.ts'],
  enumeration: ['../enumeration/enumeration.test.ts', '2000'],
  logins: ['../logins/logins.test.ts', '500'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const [name = '', times] = positionals;
const [file, usually] = checks[name] ?? [];
if (!file) {
  console.error(`Name a check: npm run check -- ${Object.keys(checks).join(' | ')} [TIMES] [--json]`);
  process.exit(1);
}

const words = usually ? [times ?? usually] : [];
const test = fork(join(import.meta.dirname, file), words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => test.kill(signal));
let found: Findings | undefined;
test.on('message', ({ news }: { news: Findings }) => {
  found = news;
});
const [code] = await once(test, 'exit');
if (!found) {
  console.error(
    `The check did not come to its end. Run its test for the reason: npm test -- testing/${name}`,
  );
  process.exit(1);
}
for (const fault of found.faults) console.error(`Not as it should be: ${fault}`);
if (values.json) console.log(JSON.stringify(found.figures));
else console.table(Object.entries(found.figures).map(([what, figure]) => ({ what, ...flat(figure) })));
process.exit(code === 0 ? 0 : 1);

function flat(figure: unknown): object {
  return typeof figure === 'object' && figure !== null ? figure : { figure };
}
