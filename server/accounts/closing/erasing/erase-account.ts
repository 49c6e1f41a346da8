import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { forgetUnconfirmed } from './forget-agreements.ts';
import { tablesOfAccounts } from './tables-of-accounts.ts';

/** Rows deleted in one transaction: some tens of milliseconds in which nobody else waits for long. */
const AT_ONCE = 5000;

/**
 * Deletes everything of an account whose erasure has begun, a few thousand rows at a time, those that point to others first, and
 * the account last. Whatever a table is called and whenever it was added, if it carries an account it is found in the catalogue.
 * Broken off anywhere, it goes on from there when it is called again.
 */
export async function eraseAccount(
  { database, secrets }: { database: Database; secrets: Pick<Secrets, 'forget'> },
  accountId: string,
  signal: AbortSignal,
): Promise<void> {
  await eraseInParts(database, accountId, 'acts', signal, (tx) => eraseActs(tx, accountId));
  const tables = await database.asSystem(tablesOfAccounts);
  for (const table of tables)
    await eraseInParts(database, accountId, table.name, signal, (tx) =>
      tx.execute(sql`
        delete from ${table.identifier} where ctid = any (array(
          select ctid from ${table.identifier} where account_id = ${accountId} limit ${AT_ONCE} for update skip locked))`),
    );
  if (signal.aborted) return;
  await database.asSystem((tx) => finish(tx, accountId));
  secrets.forget(accountId);
}

/** What somebody else holds is passed over here and waited for at the end. */
async function eraseInParts(
  database: Database,
  accountId: string,
  table: string,
  signal: AbortSignal,
  erase: (tx: Tx) => Promise<number>,
): Promise<void> {
  for (let erased = 1; erased > 0 && !signal.aborted; )
    erased = await database.asSystem(async (tx) => {
      const rows = await erase(tx);
      if (rows > 0) await tx.execute(countIn(accountId, table, rows));
      return rows;
    });
}

const eraseActs = async (tx: Tx, accountId: string): Promise<number> =>
  (await tx.one<{ rows: number }>(sql`select erase_acts(${accountId}, ${AT_ONCE}) as rows`)).rows;

const countIn = (accountId: string, table: string, rows: number): Sql => sql`
  update erased_accounts
  set deleted = deleted || jsonb_build_object(${table}::text, coalesce((deleted ->> ${table}::text)::bigint, 0) + ${rows}::bigint)
  where id = ${accountId}`;

/** With the account goes what is left, by the foreign keys; then what carries its id without one. */
async function finish(tx: Tx, accountId: string): Promise<void> {
  await tx.execute(sql`delete from accounts where id = ${accountId}`);
  await tx.execute(sql`delete from system_mails where account_id = ${accountId}`);
  await tx.query(sql`select forget_jobs(${accountId})`);
  await tx.execute(sql`
    update erased_accounts set finished_at = now() where id = ${accountId} and finished_at is null`);
  await forgetUnconfirmed(tx, accountId);
}
