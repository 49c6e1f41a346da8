import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Account } from './contract.ts';
import { isOperator } from './is-operator.ts';
import { accountColumns } from './queries.ts';
import type { Scope } from './scope.ts';

/** All accounts of the install. @throws forbidden for anybody but its operator */
export async function listAccounts(database: Database, scope: Scope): Promise<Account[]> {
  if (!(await database.inAccount(scope.accountId, (tx) => isOperator(tx, scope))))
    throw problem('forbidden', 'Only the operator of this install sees all accounts.');
  return await database.asSystem((tx) =>
    tx.query<Account>(sql`select ${accountColumns} from accounts a order by a.created_at, a.id`),
  );
}

/**
 * Sets how many messages an account may send in any 24 hours; null for no cap. Workers keep to it within seconds.
 *
 * @throws not_found when there is no such account, and for anybody but the operator: other accounts are not there
 */
export async function setDailyCap(
  database: Database,
  scope: Scope,
  accountId: string,
  dailyCap: number | null,
): Promise<Account> {
  const allowed = await database.inAccount(scope.accountId, (tx) => isOperator(tx, scope));
  const account = allowed && (await database.asSystem((tx) => writeDailyCap(tx, accountId, dailyCap)));
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
