import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

export type LedgerRow = { email: string; state: string };

/** Every message of the install's embedded database, read past the product. */
export async function readLedger(dataDir: string): Promise<LedgerRow[]> {
  const read = (name: string) => readFile(join(dataDir, 'postgres', name), 'utf8');
  const [password, port] = [await read('password'), await read('port')];
  const client = new Client(`postgres://mail_minion:${password}@127.0.0.1:${port}/mail_minion`);
  await client.connect();
  try {
    return (await client.query<LedgerRow>('select email, state from messages order by position')).rows;
  } finally {
    await client.end();
  }
}
