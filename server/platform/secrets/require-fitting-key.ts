import pg from 'pg';
import type { KeyRing } from '../crypto/index.ts';

/**
 * Looks whether the secret key belongs to the database, before anything is written to either, and which of several keys is
 * the current one.
 *
 * @param url connection string of the owner
 * @param where the keys were read from, for people
 * @throws one sentence when it does not
 */
export async function requireFittingKey(url: string, keys: KeyRing, where: string): Promise<void> {
  const current = await readCurrent(url);
  if (current === undefined) return;
  if (keys.find(current)) return keys.makeCurrent(current);
  const given = keys.all.map(({ id }) => id).join(', ');
  throw new Error(
    `The secret key does not fit the database: its secrets were sealed with the key ${current}, and ${where} holds ${given}. ` +
      'Put the right key back; it is in the backup, beside that of the database. Nothing was changed. See docs/keys.md.',
  );
}

async function readCurrent(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, application_name: 'mail-minion keys' });
  client.on('error', () => {});
  await client.connect();
  try {
    const table = await client.query<{ name: string | null }>(
      `select to_regclass('public.secret_keys')::text as name`,
    );
    if (table.rows[0]?.name == null) return undefined;
    const { rows } = await client.query<{ id: string }>(
      'select id from secret_keys where replaced_at is null',
    );
    return rows[0]?.id;
  } finally {
    await client.end();
  }
}
