import { type Database, sql } from '#server/platform/database/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import { suspended } from '../operator/suspension/require-active.ts';
import { isAlwaysFree } from './require-agreement.ts';
import type { Scope } from './scope.ts';

/**
 * Holds back what changes something in a suspended account, whoever calls.
 * @throws suspended, with the reason
 */
export async function requireStanding(
  database: Database,
  contract: RouteContract,
  { accountId }: Scope,
): Promise<void> {
  if (isAlwaysFree(contract)) return;
  const account = await database.asSystem((tx) =>
    tx.maybeOne<{ reason: string | null }>(
      sql`select suspended_reason as reason from accounts where id = ${accountId}`,
    ),
  );
  if (account?.reason) throw suspended(account.reason);
}
