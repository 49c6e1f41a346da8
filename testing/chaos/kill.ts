import { setTimeout as pause } from 'node:timers/promises';
import { changeAccount, type WhenUnsure } from '#server/accounts/contract.ts';
import { MOST_RESENDS } from '#server/delivery/sends/doubt.ts';
import { compare } from './compare.ts';
import { readLedger } from './ledger.ts';
import type { ChaosResult, Scenario, ScenarioOptions } from './scenario.ts';
import { asOperator, letGo, makeReady, progressOf, type ReadyCampaign, untilSent } from './send-to-many.ts';
import type { Receipt } from './start-sink.ts';
import { anyOf, CONNECTIONS, startVictim, type Victim } from './victim.ts';

const WORKERS = 3;
/** Milliseconds between two kills, on average. */
const BETWEEN_MS = 2000;
/** Every which time it is the whole product: supervisor, database, web server and all workers. */
const EVERYTHING = 20;

const about = 'kill -9 of workers, and now and then of everything, at random moments';

export const kill = killing('keep', about);
export const resend = killing('resend', `${about}, of an account that rather sends twice`);

function killing(whenUnsure: WhenUnsure, about: string): Scenario {
  return { about, recipients: 50_000, times: 100, run: (options) => killDuring(options, whenUnsure) };
}

async function killDuring(
  { recipients, times, running, say }: ScenarioOptions,
  whenUnsure: WhenUnsure,
): Promise<ChaosResult> {
  const begun = Date.now();
  // All connections are busy all the while, and the campaign lasts as long as the kills.
  const lastsMs = (times + 1) * BETWEEN_MS * 1.1;
  const thinkMs = Math.round((lastsMs * WORKERS * CONNECTIONS) / recipients);
  const victim = await startVictim(running, { workers: WORKERS, thinkMs });
  const campaign = await makeReady(victim.address, recipients);
  const owner = await asOperator(victim.address);
  await owner.call(changeAccount, { body: { whenUnsure } });
  await letGo(victim.address, campaign);
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
  const receipts = await victim.sink.receipts();
  const mayDouble = whenUnsure === 'resend' ? kills * CONNECTIONS : 0;
  const { figures, problems } = compare(ledger, receipts, { recipients, kills, begun, mayDouble });
  problems.push(...wrongCopies(receipts));
  if (figures.uncertain > kills * CONNECTIONS) problems.push(`${figures.uncertain} are uncertain`);
  if (kills < times) problems.push(`the campaign was over after ${kills} kills`);
  return { result: { ...figures, killsOfAll, connections: CONNECTIONS, workers: WORKERS }, problems };
}

/** All copies of a message have one Message-ID, and there are only so many. */
function wrongCopies(receipts: Receipt[]): string[] {
  const copies = Map.groupBy(receipts, ({ to }) => to);
  return [...copies].flatMap(([to, all]) => {
    if (all.length > 1 + MOST_RESENDS) return [`${all.length} copies for ${to}`];
    return new Set(all.map(({ id }) => id)).size > 1 ? [`several Message-IDs for ${to}`] : [];
  });
}

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
