import type { Database } from '#server/platform/database/index.ts';
import { problem, type RouteContract } from '#server/platform/http/index.ts';
import { mustAccept, ownersMustAccept } from '../policies/agreements.ts';
import type { Scope } from './scope.ts';

/** Permissions to read, to look after oneself, and to run the install. */
const alwaysFree = /:read$|^user$|^operator:/;

/** Whether a route works whatever holds an account back: what reads, exports, stops mail or concerns the person alone. */
export const isAlwaysFree = ({ method, withoutAgreement, permission }: RouteContract): boolean =>
  method === 'GET' || withoutAgreement === true || alwaysFree.test(permission);

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
