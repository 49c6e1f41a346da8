import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Product, startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { type LedgerRow, readLedger, readSandbox } from './ledger.ts';
import { progressOf, type SentCampaign, sendToMany } from './send-to-many.ts';
import { startSlowSink } from './slow-sink.ts';

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
 * Sends to many, kills every process of the product again and again at random moments of the run and of its starts,
 * starts it again each time, and compares what the ledger says with what arrived.
 *
 * @param run.longestMs a kill comes at a random moment up to so long after a life's first message
 * @param run.delayMs how long a mail server outside the product thinks about each message; without it, the product's
 *   own sandbox takes the mail and is killed as well
 */
export async function crashRun(run: {
  recipients: number;
  kills: number;
  longestMs: number;
  delayMs?: number;
  say: (line: string) => void;
}): Promise<CrashResult> {
  const begun = Date.now();
  const folder = await temporaryFolder();
  const sink = run.delayMs === undefined ? undefined : await startSlowSink(run.delayMs);
  const dataDir = join(folder, 'data');
  const mail: Record<string, string> = sink ? { SMTP_URL: `smtp://127.0.0.1:${sink.port}` } : {};
  const start = () => startProduct({ PORT: '0', DATA_DIR: dataDir, ...mail });
  let product = start();
  try {
    let address = await product.ready();
    const campaign = await sendToMany(address, run.recipients);
    let kills = 0;
    while (kills < run.kills && (await midRun(address, campaign, run.longestMs))) {
      await product.killEverything();
      kills++;
      run.say(`killed ${kills} of ${run.kills} times`);
      product = await startAtLast(start);
      address = await product.ready();
    }
    while ((await progressOf(address, campaign)).state !== 'sent') await pause(200);
    const received = sink?.received ?? (await readSandbox(dataDir));
    const comparison = compare(await readLedger(dataDir), received, run.recipients);
    return { ...comparison, kills, seconds: (Date.now() - begun) / 1000 };
  } finally {
    product.child.kill('SIGTERM');
    await product.ended;
    await sink?.close();
    await rm(folder, { recursive: true });
  }
}

/** Half the time the product is killed once more before it has come to its feet. */
async function startAtLast(start: () => Product): Promise<Product> {
  const product = start();
  if (Math.random() < 0.5) return product;
  await pause(Math.random() * START_MS);
  await product.killEverything();
  return start();
}

/** A moment at which messages are under way; false when the run is over instead. */
async function midRun(address: string, campaign: SentCampaign, longestMs: number): Promise<boolean> {
  const before = await progressOf(address, campaign);
  for (;;) {
    const { state, sent } = await progressOf(address, campaign);
    if (state === 'sent') return false;
    if (sent > before.sent) break;
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
