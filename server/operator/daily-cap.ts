import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { OperatorsAccount } from './contract.ts';
import { readOperatorsAccount } from './list-accounts.ts';

/**
 * Sets how many messages an account may send in any 24 hours; null for no cap. Workers keep to it within seconds.
 *
 * @throws not_found when there is no such account
 */
export async function setDailyCap(
  database: Database,
  accountId: string,
  dailyCap: number | null,
): Promise<OperatorsAccount> {
  return await database.asSystem(async (tx) => {
    const changed = await tx.execute(
      sql`update accounts set daily_cap = ${dailyCap} where id = ${accountId}`,
    );
    if (!changed) throw problem('not_found', 'There is no such account.');
    // Workers read again how mail may leave when they hear this.
    await tx.query(sql`select pg_notify('sending_servers', '')`);
    return await readOperatorsAccount(tx, accountId);
  });
}
