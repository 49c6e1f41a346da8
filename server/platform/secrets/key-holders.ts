import type { KeyRing } from '../crypto/index.ts';
import { sql, type Tx } from '../database/index.ts';

/** A running process and the secret keys it was given. */
export interface KeyHolder {
  process: string;
  keyIds: string[];
  /** What its database logins end with. */
  login: string;
}

/** Who was not heard of for so long has ended. */
const SILENCE = '90 seconds';
/** For so long the operator may read when it was. */
const FORGOTTEN = '10 minutes';
/** How often a process says so again, ms. */
export const HOLDER_INTERVAL = 10_000;

export async function noteHolder(tx: Tx, process: string, keys: KeyRing, login: string): Promise<void> {
  const ids = keys.all.map(({ id }) => id);
  await tx.execute(sql`
    insert into key_holders (process, key_ids, login_key) values (${process}, ${ids}, ${login})
    on conflict (process) do update
    set key_ids = excluded.key_ids, login_key = excluded.login_key, seen_at = clock_timestamp()`);
  await tx.execute(sql`delete from key_holders where seen_at < now() - ${FORGOTTEN}::interval`);
}

export const forgetHolder = async (tx: Tx, process: string): Promise<void> =>
  void (await tx.execute(sql`delete from key_holders where process = ${process}`));

export const readHolders = (tx: Tx): Promise<KeyHolder[]> =>
  tx.query(sql`
    select process, key_ids as "keyIds", login_key as login from key_holders
    where seen_at > now() - ${SILENCE}::interval order by process`);

/** How many seconds ago each process was heard of, by its name. One that stopped in order is not among them. */
export async function lastHeard(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ process: string; seconds: number }>(sql`
    select process, extract(epoch from clock_timestamp() - seen_at)::float8 as seconds from key_holders order by process`);
  return new Map(rows.map(({ process, seconds }) => [process, seconds]));
}
