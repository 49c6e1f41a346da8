import { isAlwaysFree } from '#server/accounts/contract.ts';
import type { Scope } from '#server/accounts/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { problem, type RouteContract } from '#server/platform/http/index.ts';
import { mustAccept, ownersMustAccept } from '#server/policies/index.ts';

/**
 * Holds back what changes something while a material change of the policies waits to be accepted: by the person who is
 * logged in, or by the account's owners when a key calls.
 * @throws must_accept
 */
export async function requireAgreement(
  database: Database,
  contract: RouteContract,
  { accountId, userId }: Scope,
): Promise<void> {
  if (isAlwaysFree(contract)) return;
  const waiting = await database.asSystem((tx) =>
    userId === null ? ownersMustAccept(tx, accountId) : mustAccept(tx, userId),
  );
  if (waiting) throw problem('must_accept');
}
