import { setTimeout as pause } from 'node:timers/promises';
import { compare } from './compare.ts';
import { readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { progressOf, type ReadyCampaign, sendToMany, untilSent } from './send-to-many.ts';
import { anyOf, CONNECTIONS, startVictim, type Victim } from './victim.ts';

const WORKERS = 3;
/** Milliseconds between two kills, on average. */
const BETWEEN_MS = 2000;
/** Every which time it is the whole product: supervisor, database, web server and all workers. */
const EVERYTHING = 20;

export const kill: Scenario = {
  about: 'kill -9 of workers, and now and then of everything, at random moments',
  recipients: 50_000,
  times: 100,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    // All connections are busy all the while, and the campaign lasts as long as the kills.
    const lastsMs = (times + 1) * BETWEEN_MS * 1.1;
    const thinkMs = Math.round((lastsMs * WORKERS * CONNECTIONS) / recipients);
    const victim = await startVictim(running, { workers: WORKERS, thinkMs });
    const campaign = await sendToMany(victim.address, recipients);
    say(`${recipients} messages, ${WORKERS} workers with ${CONNECTIONS} connections each.`);

    let [kills, killsOfAll] = [0, 0];
    for (let round = 1; kills < times; round++) {
      if (!(await midRun(victim, campaign))) break;
      const workers = await victim.workers();
      if (round % EVERYTHING === 0) {
        await victim.product.killEverything();
        kills += workers.length;
        killsOfAll += 1;
        await victim.startAgain(Math.random() < 0.5);
      } else {
        const worker = anyOf(workers);
        if (worker === undefined) continue;
        process.kill(worker, 'SIGKILL');
        kills += 1;
      }
      if (round % 10 === 0) say(`killed ${kills} of ${times}`);
    }
    await untilSent(victim, campaign);
    const ledger = await readLedger(victim.dataDir, campaign.campaignId);
    const { figures, problems } = compare(ledger, await victim.sink.receipts(), { recipients, kills, begun });
    if (figures.uncertain > kills * CONNECTIONS) problems.push(`${figures.uncertain} are uncertain`);
    if (kills < times) problems.push(`the campaign was over after ${kills} kills`);
    return { result: { ...figures, killsOfAll, connections: CONNECTIONS, workers: WORKERS }, problems };
  },
};

/** A random moment with messages under way; false when the campaign is over instead. */
async function midRun(victim: Victim, campaign: ReadyCampaign): Promise<boolean> {
  await pause(Math.random() * 2 * BETWEEN_MS);
  const before = await victim.sink.count();
  for (;;) {
    if ((await victim.sink.count()) > before) return true;
    if ((await progressOf(victim.address, campaign))?.state === 'sent') return false;
    await pause(20);
  }
}
