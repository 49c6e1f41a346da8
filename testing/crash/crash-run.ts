import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LedgerRow, readLedger } from './ledger.ts';
import { progressOf, type SentCampaign, sendToMany } from './send-to-many.ts';
import { type SlowSink, startSlowSink } from './slow-sink.ts';

export type CrashResult = {
  recipients: number;
  /** In the middle of sending; those during a start come on top. */
  kills: number;
  /** Messages by their state in the ledger at the end. */
  states: Record<string, number>;
  /** Recipients whose message has no terminal state, or who have none at all or two. */
  lost: string[];
  /** Recipients who got more than one copy. */
  doubled: string[];
  /** Recipients whose message counts as sent and never arrived. */
  phantoms: string[];
  /** Recipients who got the mail though the ledger says it failed or was never tried. */
  unrecorded: string[];
  seconds: number;
};

/** A start takes about as long. */
const START_MS = 1200;

const terminal = ['sent', 'failed', 'uncertain', 'suppressed', 'cancelled'];

/**
 * Sends to many through a real mail server outside the product, kills every process of the product again and again
 * at random moments of the run and of its starts, starts it again each time, and compares what the ledger says with what arrived.
 *
 * @param run.longestMs a kill comes at a random moment up to so long after a life's first message
 * @param run.delayMs how long the mail server thinks about each message
 */
export async function crashRun(run: {
  recipients: number;
  kills: number;
  longestMs: number;
  delayMs: number;
  say: (line: string) => void;
}): Promise<CrashResult> {
  const begun = Date.now();
  const folder = await temporaryFolder();
  const sink = await startSlowSink(run.delayMs);
  const dataDir = join(folder, 'data');
  const start = () =>
    startProduct({ PORT: '0', DATA_DIR: dataDir, SMTP_URL: `smtp://127.0.0.1:${sink.port}` });
  let product = start();
  try {
    let address = await product.ready();
    const campaign = await sendToMany(address, run.recipients);
    let kills = 0;
    while (kills < run.kills && (await midRun(address, campaign, sink, run.longestMs))) {
      await product.killEverything();
      kills++;
      run.say(
        `killed ${kills} of ${run.kills} times, ${sink.received.size} of ${run.recipients} have their mail`,
      );
      product = start();
      // Half the time it does not even come to its feet.
      if (Math.random() < 0.5) {
        await pause(Math.random() * START_MS);
        await product.killEverything();
        product = start();
      }
      address = await product.ready();
    }
    while ((await progressOf(address, campaign)).state !== 'sent') await pause(200);
    const rows = await readLedger(dataDir);
    return {
      ...compare(rows, sink.received, run.recipients),
      kills,
      seconds: (Date.now() - begun) / 1000,
    };
  } finally {
    product.child.kill('SIGTERM');
    await product.ended;
    await sink.close();
    await rm(folder, { recursive: true });
  }
}

/** A moment at which messages are under way; false when the run is over instead. */
async function midRun(
  address: string,
  campaign: SentCampaign,
  sink: SlowSink,
  longestMs: number,
): Promise<boolean> {
  const before = sink.total();
  while (sink.total() === before) {
    if ((await progressOf(address, campaign)).state === 'sent') return false;
    await pause(20);
  }
  await pause(Math.random() * longestMs);
  return true;
}

function compare(rows: LedgerRow[], received: Map<string, number>, recipients: number) {
  const states: Record<string, number> = {};
  const messages = new Map<string, string[]>();
  for (const { email, state } of rows) {
    states[state] = (states[state] ?? 0) + 1;
    messages.set(email, [...(messages.get(email) ?? []), state]);
  }
  const everybody = Array.from({ length: recipients }, (_, index) => `person${index}@list.example`);
  const stateOf = (email: string) => messages.get(email)?.[0] ?? '';
  return {
    recipients,
    states,
    lost: everybody.filter(
      (email) => messages.get(email)?.length !== 1 || !terminal.includes(stateOf(email)),
    ),
    doubled: [...received].filter(([, copies]) => copies > 1).map(([email]) => email),
    phantoms: everybody.filter((email) => stateOf(email) === 'sent' && !received.has(email)),
    unrecorded: [...received.keys()].filter((email) => !['sent', 'uncertain'].includes(stateOf(email))),
  };
}
