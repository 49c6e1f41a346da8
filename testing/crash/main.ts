/** See scripts/crash.mjs. The exit code is 1 when somebody was lost or got two copies. */
import { crashRun } from './crash-run.ts';

const [recipients = 5000, kills = 10, delayMs] = process.argv.slice(2).map(Number);
const result = await crashRun({ recipients, kills, longestMs: 900, delayMs, say: console.log });
const { lost, doubled, phantoms, unrecorded } = result;
console.log(
  JSON.stringify({
    ...result,
    lost: lost.length,
    doubled: doubled.length,
    phantoms: phantoms.length,
    unrecorded: unrecorded.length,
  }),
);
process.exit([lost, doubled, phantoms, unrecorded].every((people) => people.length === 0) ? 0 : 1);
