import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

export type LedgerRow = { email: string; state: string };

/** Every message of the install's embedded database, read past the product. */
export function readLedger(dataDir: string): Promise<LedgerRow[]> {
  return query<LedgerRow>(dataDir, 'select email, state from messages order by position');
}

/** How many copies the sandbox holds for each recipient. */
export async function readSandbox(dataDir: string): Promise<Map<string, number>> {
  const rows = await query<{ to: string; copies: number }>(
    dataDir,
    'select rcpt_to as to, count(*)::int as copies from sandbox_messages group by rcpt_to',
  );
  return new Map(rows.map(({ to, copies }) => [to, copies]));
}

async function query<Row extends object>(dataDir: string, statement: string): Promise<Row[]> {
  const read = (name: string) => readFile(join(dataDir, 'postgres', name), 'utf8');
  const [password, port] = [await read('password'), await read('port')];
  const client = new Client(`postgres://mail_minion:${password}@127.0.0.1:${port}/mail_minion`);
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}
