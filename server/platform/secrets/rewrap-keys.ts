import type { KeyRing } from '../crypto/index.ts';
import { type Database, sql, type Tx } from '../database/index.ts';
import { unwrap, type WrappedKey, wrap } from './data-keys.ts';
import { UnreadableSecretError } from './unreadable-secret.ts';

/** Keys wrapped anew in one transaction. */
const AT_ONCE = 500;

type Row = WrappedKey & { accountId: string | null };

/**
 * Wraps every stored key anew that is wrapped by a former secret. What they seal stays as it is and readable throughout: a
 * process may read the key before or after. Several at once share the work, and a killed one is gone on with by the next.
 *
 * @returns how many it wrapped, and how many it could not unwrap
 */
export async function rewrapKeys(
  database: Database,
  keys: KeyRing,
  signal?: AbortSignal,
): Promise<{ wrapped: number; unreadable: number }> {
  const done = { wrapped: 0, unreadable: 0 };
  for (const kind of ['account', 'install'] as const) {
    for (let after = ''; !signal?.aborted; ) {
      const rows = await database.asSystem((tx) => rewrapSome(tx, keys, kind, after));
      done.wrapped += rows.filter(({ isWrapped }) => isWrapped).length;
      done.unreadable += rows.filter(({ isWrapped }) => !isWrapped).length;
      if (rows.length < AT_ONCE) break;
      after = rows.at(-1)!.id;
    }
  }
  return done;
}

async function rewrapSome(tx: Tx, keys: KeyRing, kind: 'account' | 'install', after: string) {
  const isOld = sql`wrapped_by <> ${keys.current.id} and id > ${after || lowest} order by id limit ${AT_ONCE} for update skip locked`;
  const columns = sql`id, wrapped, wrapped_by as "wrappedBy"`;
  const rows = await tx.query<Row>(
    kind === 'account'
      ? sql`select account_id as "accountId", ${columns} from account_keys where ${isOld}`
      : sql`select null as "accountId", ${columns} from install_keys where ${isOld}`,
  );
  const anew = rows.flatMap((row) => wrappedAnew(keys, row));
  const values = sql`jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as row ("accountId" uuid, id uuid, wrapped text)`;
  const set = sql`set wrapped = decode(row.wrapped, 'hex'), wrapped_by = ${keys.current.id} from ${values}`;
  await tx.execute(
    kind === 'account'
      ? sql`update account_keys k ${set} where k.account_id = row."accountId" and k.id = row.id`
      : sql`update install_keys k ${set} where k.id = row.id`,
  );
  return rows.map(({ id }) => ({ id, isWrapped: anew.some((one) => one.id === id) }));
}

function wrappedAnew(keys: KeyRing, { accountId, ...row }: Row) {
  try {
    const key = unwrap(keys, accountId, row);
    return [{ accountId, id: key.id, wrapped: wrap(keys.current, accountId, key).toString('hex') }];
  } catch (error) {
    if (error instanceof UnreadableSecretError) return [];
    throw error;
  }
}

const lowest = '00000000-0000-0000-0000-000000000000';
