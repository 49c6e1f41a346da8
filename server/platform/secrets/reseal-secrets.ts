import { type Database, identifier, type Sql, sql, type Tx } from '../database/index.ts';
import type { SealedColumn } from './sealed-column.ts';
import type { Secrets } from './secrets.ts';
import { UnreadableSecretError } from './unreadable-secret.ts';

/** Secrets sealed anew in one transaction. */
const AT_ONCE = 500;

interface Stored {
  /** Where the row lies, which is the way to it that every table has. */
  at: string;
  accountId: string | null;
  row: string;
  sealed: Buffer;
}

/**
 * Seals anew what is not sealed under the newest key of its account: what was stored before there were such keys, and all of
 * it after the keys were renewed. A secret that somebody changes meanwhile is left as they wrote it.
 *
 * @returns how many it sealed, and how many could not be opened
 */
export async function resealSecrets(
  database: Database,
  secrets: Secrets,
  columns: readonly SealedColumn[],
  signal?: AbortSignal,
): Promise<{ sealed: number; unreadable: number }> {
  const done = { sealed: 0, unreadable: 0 };
  for (const column of columns) {
    for (let after = '(0,0)'; !signal?.aborted; ) {
      const found = await database.asSystem(async (tx) => {
        const rows = await findOld(tx, column, after);
        const anew = await sealAnew(tx, secrets, column, rows);
        await write(tx, column, anew);
        return { rows, sealed: anew.length };
      });
      done.sealed += found.sealed;
      done.unreadable += found.rows.length - found.sealed;
      if (found.rows.length < AT_ONCE) break;
      after = found.rows.at(-1)!.at;
    }
  }
  return done;
}

/** Whether a row holds a secret that is not sealed under the newest key. */
export function isSealedOtherwise({ column, account }: SealedColumn): Sql {
  const newest = sql`coalesce(
    (select k.id from account_keys k where k.account_id = ${account} order by k.id desc limit 1),
    (select k.id from install_keys k where ${account} is null and k.purpose = 'secrets' order by k.id desc limit 1))`;
  return sql`${identifier(column)} is not null
    and substring(${identifier(column)} from 1 for 17) is distinct from '\\x02'::bytea || uuid_send(${newest})`;
}

async function findOld(tx: Tx, column: SealedColumn, after: string): Promise<Stored[]> {
  return await tx.query<Stored>(sql`
    select ctid::text as at, ${column.account} as "accountId", ${column.row} as row, ${identifier(column.column)} as sealed
    from ${identifier(column.table)} where ctid > ${after}::tid and ${isSealedOtherwise(column)}
    order by ctid limit ${AT_ONCE} for update skip locked`);
}

async function sealAnew(tx: Tx, secrets: Secrets, column: SealedColumn, rows: Stored[]) {
  const anew: { at: string; sealed: string }[] = [];
  for (const { at, accountId, row, sealed } of rows) {
    const place = { in: column, accountId, row };
    try {
      const secret = await secrets.open(place, sealed, tx);
      anew.push({ at, sealed: (await secrets.seal(tx, place, secret)).toString('hex') });
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
    }
  }
  return anew;
}

async function write(tx: Tx, { table, column }: SealedColumn, anew: { at: string; sealed: string }[]) {
  await tx.execute(sql`
    update ${identifier(table)} t set ${identifier(column)} = decode(row.sealed, 'hex')
    from jsonb_to_recordset(${JSON.stringify(anew)}::jsonb) as row (at tid, sealed text) where t.ctid = row.at`);
}
