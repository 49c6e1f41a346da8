import { setTimeout as pause } from 'node:timers/promises';
import { createSendingServer } from '#server/delivery/contract.ts';
import { setDailyCap } from '#server/operator/contract.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { person } from '../app.ts';
import { enrolAuthenticator } from '../second-factor.ts';
import { compare, personAt } from './compare.ts';
import { type Ledger, readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { asOperator, letGo, makeReady, progressOf, type ReadyCampaign, untilSent } from './send-to-many.ts';
import type { Receipt } from './start-sink.ts';
import { anyOf, CONNECTIONS, startVictim, type Victim } from './victim.ts';

const WORKERS = 3;
/** Of the server, and of a group of receivers behind it, to which every fifth message goes. */
const SERVER = { perSecond: 50, perMinute: 2400 };
const GROUP = { group: 'slow.example', perSecond: 8 };
const addressOf = (index: number) => (index % 5 === 0 ? `person${index}@${GROUP.group}` : personAt(index));
/** The daily cap of the account, as a part of the recipients; lifted once it is used up. */
const CAP = 0.7;
/** A limit may be run ahead of by so much at most: see docs/scaling.md. */
const TOLERANCE = 0.05;
/** What took longer than this from the gate to the receiver may meet what was let through after it. */
const LATE_MS = 100;

/** What arrived in the busiest stretch of so many seconds, held against the limit. */
type Busiest = { limit: number; seconds: number; most: number; mostOnTime: number };

export const limits: Scenario = {
  about: 'limits of a server, of receivers and of the account, with workers killed among them',
  recipients: 6000,
  times: 20,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    const victim = await startVictim(running, { workers: WORKERS, thinkMs: 20 });
    const campaign = await makeReady(victim.address, recipients, addressOf);
    const cap = Math.floor(recipients * CAP);
    const operator = await limitEverything(victim, cap);
    await letGo(victim.address, campaign);
    say(`${recipients} messages, ${WORKERS} workers, at most ${cap} of them before the cap is lifted.`);

    const over = new AbortController();
    const killing = killNowAndThen(victim, times, recipients, over.signal);
    const underCap = await untilCapped(victim, campaign);
    say(`${underCap} left under the cap; now it is lifted`);
    await setCap(operator, null);
    await untilSent(victim, campaign).finally(() => over.abort());
    const kills = await killing;

    const ledger = await readLedger(victim.dataDir, campaign.campaignId);
    const receipts = await campaignMail(victim);
    const { figures, problems } = compare(ledger, receipts, { recipients, kills, begun, addressOf });
    if (figures.uncertain > kills * CONNECTIONS) problems.push(`${figures.uncertain} are uncertain`);
    if (underCap > cap) problems.push(`${underCap} left under a daily cap of ${cap}`);
    if (underCap < cap - kills * CONNECTIONS) problems.push(`only ${underCap} left under a cap of ${cap}`);
    const busy = measure(receipts, lateOnes(receipts, ledger));
    for (const [name, { limit, mostOnTime }] of Object.entries(busy))
      if (mostOnTime > limit + Math.ceil(limit * TOLERANCE))
        problems.push(`${mostOnTime} left in a stretch of ${name}, of which the limit is ${limit}`);
    if (kills < times) problems.push(`the campaign was over after ${kills} kills`);
    const late = lateOnes(receipts, ledger).size;
    return { result: { ...figures, cap, underCap, late, ...busy }, problems };
  },
};

async function limitEverything(victim: Victim, cap: number): Promise<ApiClient> {
  const operator = await asOperator(victim.address);
  // Who reaches beyond an account shows a second factor: with the login above, once.
  await enrolAuthenticator(operator);
  await operator.call(createSendingServer, {
    body: {
      kind: 'smtp',
      name: 'Relay',
      settings: { host: '127.0.0.1', port: victim.sink.port, encryption: 'none' },
      limits: SERVER,
      groupLimits: [GROUP],
    },
  });
  await setCap(operator, cap);
  return operator;
}

async function setCap(operator: ApiClient, dailyCap: number | null): Promise<void> {
  const { account } = await operator.call(getSession, {});
  await operator.call(setDailyCap, { params: { id: account!.id }, body: { dailyCap } });
}

/** Kills workers one after the other, evenly over the campaign. @returns how many */
async function killNowAndThen(victim: Victim, times: number, recipients: number, signal: AbortSignal) {
  let kills = 0;
  for (let count = 1; count <= times && !signal.aborted; count++) {
    const share = (recipients * CAP * (count - Math.random())) / (times + 1);
    while (!signal.aborted && (await victim.sink.count()) < share) await pause(50);
    const worker = signal.aborted ? undefined : anyOf(await victim.workers());
    if (worker === undefined) continue;
    process.kill(worker, 'SIGKILL');
    kills += 1;
  }
  return kills;
}

/** Without what the install itself writes to its operator, such as that a second factor was added. */
async function campaignMail({ sink }: Victim): Promise<Receipt[]> {
  return (await sink.receipts()).filter(({ to }) => to !== person.email);
}

/** Waits until the campaign says that the account's cap holds it and nothing more comes. @returns how many left */
async function untilCapped(victim: Victim, campaign: ReadyCampaign): Promise<number> {
  for (let before = -1; ; ) {
    const count = (await campaignMail(victim)).length;
    const progress = await progressOf(victim.address, campaign);
    if (progress?.state === 'sent') throw new Error('The campaign was over without being held by the cap.');
    if (progress?.waiting?.kind === 'account_cap' && count === before) return count;
    before = count;
    await pause(500);
  }
}

/** Messages that took long from the gate to their dot. */
function lateOnes(receipts: Receipt[], { messages }: Ledger): Set<Receipt> {
  const handedAt = new Map(messages.map((message) => [message.email, message.handedAt?.getTime()]));
  return new Set(receipts.filter(({ to, dotAt }) => dotAt - (handedAt.get(to) ?? dotAt) > LATE_MS));
}

function measure(receipts: Receipt[], late: Set<Receipt>): Record<string, Busiest> {
  const busiestOf = (of: Receipt[], limit: number, seconds: number) => ({
    limit,
    seconds,
    most: busiest(of, seconds),
    mostOnTime: busiest(
      of.filter((one) => !late.has(one)),
      seconds,
    ),
  });
  const ofGroup = receipts.filter(({ to }) => to.endsWith(`@${GROUP.group}`));
  return {
    'a second': busiestOf(receipts, SERVER.perSecond, 1),
    'a minute': busiestOf(receipts, SERVER.perMinute, 60),
    'a second to the group': busiestOf(ofGroup, GROUP.perSecond, 1),
  };
}

/** The most that came in any stretch of so many seconds. */
function busiest(receipts: Receipt[], seconds: number): number {
  const times = receipts.map(({ dotAt }) => dotAt).sort((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [last, time] of times.entries()) {
    while (times[first]! <= time - seconds * 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
