import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { accountColumns } from '../queries.ts';
import type { Account } from '../settings/contract.ts';

/** All accounts of the install. */
export async function listAccounts(database: Database): Promise<Account[]> {
  return await database.asSystem((tx) =>
    tx.query<Account>(sql`select ${accountColumns} from accounts a order by a.created_at, a.id`),
  );
}

/**
 * Sets how many messages an account may send in any 24 hours; null for no cap. Workers keep to it within seconds.
 *
 * @throws not_found when there is no such account
 */
export async function setDailyCap(
  database: Database,
  accountId: string,
  dailyCap: number | null,
): Promise<Account> {
  const account = await database.asSystem((tx) => writeDailyCap(tx, accountId, dailyCap));
  if (!account) throw problem('not_found', 'There is no such account.');
  return account;
}

async function writeDailyCap(tx: Tx, accountId: string, dailyCap: number | null) {
  // Workers read again how mail may leave when they hear this.
  await tx.query(sql`select pg_notify('sending_servers', '')`);
  return await tx.maybeOne<Account>(
    sql`update accounts a set daily_cap = ${dailyCap} where id = ${accountId} returning ${accountColumns}`,
  );
}
