import type { Database } from '#server/platform/database/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import { isAlwaysFree } from '../access/contract.ts';
import type { Scope } from '../access/scope.ts';
import { hindranceOf } from './standing.ts';

/**
 * Holds back what changes something in an account that is suspended or being closed, whoever calls.
 * @throws suspended, with the reason; closing, with the day
 */
export async function requireStanding(
  database: Database,
  contract: RouteContract,
  { accountId }: Scope,
): Promise<void> {
  if (isAlwaysFree(contract)) return;
  const hindrance = await database.asSystem((tx) => hindranceOf(tx, accountId));
  if (hindrance) throw hindrance;
}
