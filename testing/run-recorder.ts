/**
 * A recorder as a process of its own, for tests that kill it: `node run-recorder.ts SPOOL_FOLDER EVENT`. Its database is
 * away for good. Prints the id of each event once it counts as safe.
 */
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { type CapturedEvent, startRecorder } from '#server/tracking/index.ts';

const [folder = '', event = ''] = process.argv.slice(2);
const pattern = JSON.parse(event) as CapturedEvent;
const recorder = await startRecorder({
  ingest: async () => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  },
  folder,
  log: silentLog,
});
// Several at a time, as requests come.
for (let visitor = 0; visitor < 8; visitor++) void leaveAgainAndAgain();

async function leaveAgainAndAgain(): Promise<void> {
  for (;;) {
    const id = newId();
    await recorder.recordDurably({ ...pattern, id });
    process.stdout.write(`${id}\n`);
  }
}
