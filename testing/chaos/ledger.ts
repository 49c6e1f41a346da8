import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

type Message = { email: string; state: string; position: number; handedAt: Date | null };

export type Ledger = {
  messages: Message[];
  /** What the ranges have counted, by state. */
  counters: Record<string, number>;
};

/** Reads the ledger of a campaign in the install's embedded database, past the product. */
export async function readLedger(dataDir: string, campaignId: string): Promise<Ledger> {
  const messages = await query<Message>(
    dataDir,
    `select m.email, m.state, m.position, m.handed_at as "handedAt" from messages m
     join sends s on s.account_id = m.account_id and s.id = m.send_id where s.campaign_id = $1 order by m.position`,
    [campaignId],
  );
  const [counters] = await query<Record<string, number>>(
    dataDir,
    `select sum(r.sent)::int as sent, sum(r.failed)::int as failed, sum(r.uncertain)::int as uncertain,
       sum(r.suppressed)::int as suppressed, sum(r.cancelled)::int as cancelled
     from send_ranges r join sends s on s.account_id = r.account_id and s.id = r.send_id where s.campaign_id = $1`,
    [campaignId],
  );
  return { messages, counters: counters ?? {} };
}

/** Runs a statement as the owner of the embedded database. */
export async function query<Row extends object>(
  dataDir: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client(await databaseUrl(dataDir));
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

/** The owner's connection string of an install's embedded database, which must be running. */
export async function databaseUrl(dataDir: string): Promise<string> {
  const read = (name: string) => readFile(join(dataDir, 'postgres', name), 'utf8');
  return `postgres://mail_minion:${await read('password')}@127.0.0.1:${await read('port')}/mail_minion`;
}
