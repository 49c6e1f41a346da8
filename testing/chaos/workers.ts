import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startProduct } from '../product.ts';
import { compare } from './compare.ts';
import { databaseUrl, query, readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { sendToMany, untilSent } from './send-to-many.ts';
import { startVictim, type Victim } from './victim.ts';

const THINK_MS = 30;
/** The largest share of those there from the beginning may be so many times the smallest. */
const EVEN = 2;

export const workers: Scenario = {
  about: 'two workers, and a third one that joins in the middle from elsewhere: who sent how many',
  recipients: 20_000,
  times: 1,
  async run({ recipients, running, say }) {
    const begun = Date.now();
    const victim = await startVictim(running, { workers: 2, thinkMs: THINK_MS });
    const campaign = await sendToMany(victim.address, recipients);
    const over = new AbortController();
    const noting = noteLeases(victim, over.signal);

    while ((await victim.sink.count()) < recipients / 3) await pause(20);
    const joined = startProduct(await settingsElsewhere(victim), 'workers');
    running.defer(async () => {
      joined.child.kill('SIGTERM');
      await joined.ended;
    });
    await joined.line(/ready/);
    const joinedAt = await victim.sink.count();
    say(`a third worker has joined after ${joinedAt} messages`);

    await untilSent(victim, campaign).finally(() => over.abort());
    const shares = await sharesOf(victim, await noting);
    say(`sent by each: ${JSON.stringify(shares)}`);
    const ledger = await readLedger(victim.dataDir, campaign.campaignId);
    const receipts = await victim.sink.receipts();
    const { figures, problems } = compare(ledger, receipts, { recipients, kills: 0, begun });
    const [most = 0, second = 0, late = 0] = Object.values(shares).sort((a, b) => b - a);
    if (late === 0) problems.push('the worker that joined sent nothing');
    if (most > second * EVEN) problems.push(`one sent ${most}, the other ${second}`);
    return { result: { ...figures, joinedAt, shares }, problems };
  },
};

/** What a worker on another machine would be told. */
async function settingsElsewhere({ dataDir, sink }: Victim): Promise<Record<string, string>> {
  return {
    DATA_DIR: join(dataDir, '../elsewhere'),
    DATABASE_URL: await databaseUrl(dataDir),
    SECRET_KEY: (await readFile(join(dataDir, 'secret.key'), 'utf8')).trim(),
    BASE_URL: 'http://localhost',
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    WORKERS: '1',
    LOG_LEVEL: 'error',
  };
}

/** Which worker held which lease, looked at while they work: a range that is given back has no worker any more. */
async function noteLeases({ dataDir }: Victim, signal: AbortSignal): Promise<Map<string, string>> {
  const workerOf = new Map<string, string>();
  while (!signal.aborted) {
    const rows = await query<{ lease: string; worker: string }>(
      dataDir,
      'select lease, worker from send_ranges where lease is not null',
    );
    for (const { lease, worker } of rows) workerOf.set(lease, worker);
    await pause(100, undefined, { signal }).catch(() => {});
  }
  return workerOf;
}

async function sharesOf({ dataDir }: Victim, workerOf: Map<string, string>): Promise<Record<string, number>> {
  const rows = await query<{ lease: string; count: number }>(
    dataDir,
    `select lease, count(*)::int as count from messages where state = 'sent' group by lease`,
  );
  const shares: Record<string, number> = {};
  for (const { lease, count } of rows) {
    const worker = workerOf.get(lease) ?? 'not seen';
    shares[worker] = (shares[worker] ?? 0) + count;
  }
  return shares;
}
