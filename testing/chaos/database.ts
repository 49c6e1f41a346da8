import { setTimeout as pause } from 'node:timers/promises';
import { processTree } from '../bench/process-tree.ts';
import { compare } from './compare.ts';
import { readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { sendToMany, untilSent } from './send-to-many.ts';
import { CONNECTIONS, startVictim, type Victim } from './victim.ts';

const WORKERS = 2;
const BETWEEN_MS = 3000;
/** Sending must go on within so many seconds. */
const RESUMES_WITHIN = 30;

export const database: Scenario = {
  about: 'kill -9 of PostgreSQL, with all its processes or without them, in the middle of sending',
  recipients: 20_000,
  times: 10,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    // A restart takes about as long as a stretch between two kills.
    const lastsMs = (times + 1) * BETWEEN_MS * 2;
    const thinkMs = Math.round((lastsMs * WORKERS * CONNECTIONS) / recipients);
    const victim = await startVictim(running, { workers: WORKERS, thinkMs });
    const campaign = await sendToMany(victim.address, recipients);

    const resumed: number[] = [];
    for (let count = 1; count <= times; count++) {
      await pause(BETWEEN_MS / 2 + Math.random() * BETWEEN_MS);
      await killDatabase(victim, count % 2 === 0);
      resumed.push(await untilSendingResumes(victim, recipients));
      say(`killed ${count} of ${times}; sending again after ${resumed.at(-1)!.toFixed(1)} s`);
    }
    await untilSent(victim, campaign);
    const ledger = await readLedger(victim.dataDir, campaign.campaignId);
    const receipts = await victim.sink.receipts();
    const { figures, problems } = compare(ledger, receipts, { recipients, kills: times, begun });
    const longest = Math.max(...resumed);
    if (longest > RESUMES_WITHIN) problems.push(`sending resumed after ${longest} s only`);
    return { result: { ...figures, recoverSeconds: longest, resumedAfter: resumed }, problems };
  },
};

/** The server itself first, so that it starts nothing new; `alone` leaves its processes to notice by themselves. */
async function killDatabase({ product }: Victim, alone: boolean): Promise<void> {
  const family = await processTree(product.child.pid!);
  const [server, ...others] = family.filter(({ program }) => program.endsWith('/postgres'));
  for (const { pid } of alone ? [server!] : [server!, ...others]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // One of its processes has ended by itself.
    }
  }
}

/** Seconds until a message arrives that passed the gate after the kill: what is under way arrives all the same. */
async function untilSendingResumes({ sink }: Victim, recipients: number): Promise<number> {
  const begun = Date.now();
  const goal = Math.min(recipients, (await sink.count()) + WORKERS * CONNECTIONS + 1);
  while ((await sink.count()) < goal) {
    if (Date.now() - begun > 120_000) throw new Error('Sending did not go on within two minutes.');
    await pause(50);
  }
  return (Date.now() - begun) / 1000;
}
