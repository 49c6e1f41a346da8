import { sql, type Tx } from '#server/platform/database/index.ts';
import { hindranceOf } from './standing.ts';

/**
 * Makes sure that the account of the running transaction may send, and goes on so until the transaction ends: a suspension
 * or closing at the same moment waits, and then stops what was started.
 * @throws suspended, with the reason; closing, with the day
 */
export async function requireActive(tx: Tx, accountId: string): Promise<void> {
  const hindrance = await hindranceOf(tx, accountId, sql`for share of accounts`);
  if (hindrance) throw hindrance;
}
