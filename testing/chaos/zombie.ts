import { setTimeout as pause } from 'node:timers/promises';
import { LEASE } from '#server/delivery/engine/held-range.ts';
import { compare } from './compare.ts';
import { readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { sendToMany, untilSent } from './send-to-many.ts';
import { anyOf, CONNECTIONS, startVictim } from './victim.ts';

const WORKERS = 3;
/** Long enough for the lease to run out and for another worker to take the range. */
const LONG_MS = (LEASE.seconds + LEASE.renewEvery + 2) * 1000;
const SHORT_MS = 3000;
const BETWEEN_MS = 1500;

export const zombie: Scenario = {
  about: 'SIGSTOP of workers, for moments and for longer than their leases last, then SIGCONT',
  recipients: 20_000,
  times: 30,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    const lastsMs = times * (BETWEEN_MS + LONG_MS / 3) + LONG_MS;
    const thinkMs = Math.round((lastsMs * WORKERS * CONNECTIONS) / recipients / 2);
    const victim = await startVictim(running, { workers: WORKERS, thinkMs });
    const campaign = await sendToMany(victim.address, recipients);
    say(
      `${recipients} messages, ${WORKERS} workers; a long stop is ${LONG_MS / 1000} s, a lease ${LEASE.seconds} s.`,
    );

    const stopped = new Set<number>();
    const awake: Promise<void>[] = [];
    const stop = async (pid: number, ms: number) => {
      stopped.add(pid);
      process.kill(pid, 'SIGSTOP');
      await pause(ms);
      process.kill(pid, 'SIGCONT');
      stopped.delete(pid);
    };
    let longStops = 0;
    for (let count = 0; count < times; ) {
      await pause(Math.random() * 2 * BETWEEN_MS);
      const free = (await victim.workers()).filter((pid) => !stopped.has(pid));
      // One goes on, so that there is somebody to take the ranges.
      const pid = free.length > 1 ? anyOf(free) : undefined;
      if (pid === undefined) continue;
      const isLong = count % 3 === 0;
      if (isLong) longStops += 1;
      awake.push(stop(pid, isLong ? LONG_MS : Math.random() * SHORT_MS));
      count += 1;
      if (count % 5 === 0) say(`stopped ${count} of ${times}`);
    }
    const underWay = await victim.sink.count();
    await Promise.all(awake);
    await untilSent(victim, campaign);
    const ledger = await readLedger(victim.dataDir, campaign.campaignId);
    const receipts = await victim.sink.receipts();
    const { figures, problems } = compare(ledger, receipts, { recipients, kills: times, begun });
    if (figures.uncertain > times * CONNECTIONS) problems.push(`${figures.uncertain} are uncertain`);
    if (underWay >= recipients) problems.push('the campaign was over before the last stop');
    return { result: { ...figures, stops: times, longStops, leaseSeconds: LEASE.seconds }, problems };
  },
};
