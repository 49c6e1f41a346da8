import { setTimeout as pause } from 'node:timers/promises';
import { compare } from './compare.ts';
import { kindFor, kinds } from './faults.ts';
import { query, readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { sendToMany, untilSent } from './send-to-many.ts';
import { startVictim, type Victim } from './victim.ts';

export const smtp: Scenario = {
  about: 'a mail server that refuses, hangs and drops the line at every step',
  recipients: 10_000,
  times: 1,
  async run({ recipients, running, say }) {
    const begun = Date.now();
    const victim = await startVictim(running, { workers: 2, thinkMs: 5, faults: true });
    const campaign = await sendToMany(victim.address, recipients);
    say(`${recipients} messages, ${kinds.length} kinds of trouble.`);
    const over = new AbortController();
    const hurrying = letTimePass(victim, over.signal);
    await untilSent(victim, campaign).finally(() => over.abort());
    await hurrying;

    const ledger = await readLedger(victim.dataDir, campaign.campaignId);
    const receipts = await victim.sink.receipts();
    const { figures, problems } = compare(ledger, receipts, { recipients, kills: 0, begun });
    const wrong = ledger.messages.filter(
      ({ email, state }) => !(kindFor(email)?.ends ?? ['sent']).includes(state),
    );
    for (const { email, state } of wrong.slice(0, 20))
      problems.push(`${email} is ${state} after ${JSON.stringify(kindFor(email)?.fault ?? 'no trouble')}`);
    return { result: { ...figures, wrongClass: wrong.length, kindsOfTrouble: kinds.length }, problems };
  },
};

/** Retries wait for minutes: here a second of ours is as good as all of them. */
async function letTimePass({ dataDir }: Victim, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await query(
      dataDir,
      `with due as (update messages set next_at = now() where state = 'deferred' and next_at > now() returning 1)
       update send_ranges set next_at = now() where state = 'open' and next_at > now()`,
    ).catch(() => {});
    await pause(1000, undefined, { signal }).catch(() => {});
  }
}
