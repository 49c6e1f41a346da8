/** `npm run chaos -- NAME [options]`. With --json the last line is one JSON object; exit code 1 when anything is amiss. */
import { parseArgs } from 'node:util';
import { stopRequest } from '#server/platform/processes/index.ts';
import { database } from './database.ts';
import { kill, resend } from './kill.ts';
import { limits } from './limits.ts';
import { pauses } from './pause.ts';
import { postfix, postfixMx } from './postfix.ts';
import { race } from './race.ts';
import { rotate } from './rotate.ts';
import type { Scenario } from './scenario.ts';
import { smtp } from './smtp.ts';
import { tarpit } from './tarpit.ts';
import { workers } from './workers.ts';
import { zombie } from './zombie.ts';

const scenarios: Record<string, Scenario> = {
  kill,
  resend,
  zombie,
  database,
  smtp,
  pause: pauses,
  race,
  rotate,
  workers,
  limits,
  tarpit,
  postfix,
  'postfix-mx': postfixMx,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    recipients: { type: 'string' },
    /** Kills, stops or rounds. */
    kills: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const scenario = scenarios[positionals[0] ?? ''];
if (!scenario) {
  console.error('Name a scenario: npm run chaos -- NAME [--recipients N] [--kills N] [--json]');
  for (const [name, { about }] of Object.entries(scenarios)) console.error(`  ${name.padEnd(10)}${about}`);
  process.exit(1);
}

const stop = stopRequest();
const stopped = new Promise<never>((_, reject) => stop.addEventListener('abort', () => reject(stop.reason)));
try {
  await using running = new AsyncDisposableStack();
  const run = scenario.run({
    recipients: wholeNumber(values.recipients) ?? scenario.recipients,
    times: wholeNumber(values.kills) ?? scenario.times,
    running,
    say: (line) => console.log(line),
  });
  const { result, problems } = await Promise.race([run, stopped]);
  for (const problem of problems) console.error(`Not as it should be: ${problem}`);
  if (values.json) console.log(JSON.stringify(result));
  else console.table(Object.entries(result).map(([what, figure]) => ({ what, figure: String(figure) })));
  process.exitCode = problems.length > 0 ? 1 : 0;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
process.exit();

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d*$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`${text} is not a whole number above 0.`);
}
