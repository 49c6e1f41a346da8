import { type Database, join, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { forgetUnconfirmed } from './forget-agreements.ts';
import { type AccountTable, tablesOfAccounts } from './tables-of-accounts.ts';

/** Rows deleted in one transaction: some tens of milliseconds in which nobody else waits for long. */
const AT_ONCE = 5000;

/**
 * Deletes everything of an account whose erasure has begun, a few thousand rows at a time, those that point to others first, and
 * the account last. Whatever a table is called and whenever it was added, if it carries an account it is found in the catalogue.
 * Broken off anywhere, it goes on from there when it is called again; while somebody else is at it, it leaves it to them.
 */
export async function eraseAccount(
  { database, secrets }: { database: Database; secrets: Pick<Secrets, 'forget'> },
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  const tables = await database.asSystem(tablesOfAccounts);
  const erasers = [eraserOfActs(accountId), ...tables.map((table) => eraserOf(table, accountId))];
  for (const eraser of erasers) if (!(await eraseInParts(database, accountId, eraser, signal))) return;
  if (await database.asSystem((tx) => finish(tx, accountId))) secrets.forget(accountId);
}

/** Deletes the next rows of one table. */
interface Eraser {
  table: string;
  /** @returns how many rows went: none when it is done */
  next(tx: Tx): Promise<number>;
}

/** What somebody else holds is passed over here and waited for at the end. @returns whether it came to its end */
async function eraseInParts(
  database: Database,
  accountId: string,
  { table, next }: Eraser,
  signal: AbortSignal,
): Promise<boolean> {
  for (let erased = 1; erased > 0; ) {
    if (signal.aborted) return false;
    const rows = await database.asSystem(async (tx) => {
      if (!(await isMine(tx, accountId))) return undefined;
      const rows = await next(tx);
      if (rows > 0) await tx.execute(countIn(accountId, table, rows));
      return rows;
    });
    if (rows === undefined) return false;
    erased = rows;
  }
  return true;
}

/** Whether the erasure is still to be done and nobody else is at it; until the end of the transaction nobody can be. */
async function isMine(tx: Tx, accountId: string): Promise<boolean> {
  const stone = await tx.maybeOne(sql`
    select from erased_accounts where id = ${accountId} and finished_at is null for update skip locked`);
  return stone !== undefined;
}

const eraserOfActs = (accountId: string): Eraser => ({
  table: 'acts',
  next: async (tx) =>
    (await tx.one<{ rows: number }>(sql`select erase_acts(${accountId}, ${AT_ONCE}) as rows`)).rows,
});

/**
 * Goes through a table in the order of its key, on from where it was. Rows that are deleted stay in the index as long as an old
 * transaction may still see them (an export that runs for an hour); whoever began anew each time would pass them all each time.
 */
function eraserOf({ name, identifier: table, key }: AccountTable, accountId: string): Eraser {
  let last: object | null = null;
  const inOrder = (direction: Sql) =>
    key.length === 0
      ? sql``
      : sql`order by ${join(
          key.map((column) => sql`${column} ${direction}`),
          ', ',
        )}`;
  const beyondTheLast = () => {
    if (last === null || key.length === 0) return sql`true`;
    const row = sql`(jsonb_populate_record(null::${table}, ${JSON.stringify(last)}::jsonb))`;
    const of = key.map((column) => sql`${row}.${column}`);
    return sql`(${join(key, ', ')}) > (${join(of, ', ')})`;
  };
  return {
    table: name,
    async next(tx) {
      const erased = await tx.one<{ rows: number; last: object | null }>(sql`
        with chosen as materialized (
          select ${join([sql`ctid as spot`, ...key], ', ')} from ${table}
          where account_id = ${accountId} and ${beyondTheLast()} ${inOrder(sql`asc`)} limit ${AT_ONCE} for update skip locked
        ), gone as (
          delete from ${table} where ctid = any (array(select spot from chosen)) returning 1
        )
        select (select count(*) from gone) as rows,
          (select to_jsonb(chosen) from chosen ${inOrder(sql`desc`)} limit 1) as last`);
      last = erased.last;
      return erased.rows;
    },
  };
}

const countIn = (accountId: string, table: string, rows: number): Sql => sql`
  update erased_accounts
  set deleted = deleted || jsonb_build_object(${table}::text, coalesce((deleted ->> ${table}::text)::bigint, 0) + ${rows}::bigint)
  where id = ${accountId}`;

/** With the account goes what is left, by the foreign keys; then what carries its id without one. @returns whether it was ours to end */
async function finish(tx: Tx, accountId: string): Promise<boolean> {
  if (!(await isMine(tx, accountId))) return false;
  await tx.execute(sql`delete from accounts where id = ${accountId}`);
  await tx.execute(sql`delete from system_mails where account_id = ${accountId}`);
  await tx.query(sql`select forget_jobs(${accountId})`);
  await tx.execute(sql`update erased_accounts set finished_at = now() where id = ${accountId}`);
  await forgetUnconfirmed(tx, accountId);
  return true;
}
