import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';

/**
 * Makes sure that the account of the running transaction may send, and goes on so until the transaction ends: a
 * suspension at the same moment waits, and then stops what was started.
 * @throws suspended, with the reason
 */
export async function requireActive(tx: Tx, accountId: string): Promise<void> {
  const account = await tx.maybeOne<{ reason: string | null }>(
    sql`select suspended_reason as reason from accounts where id = ${accountId} for share`,
  );
  if (account?.reason) throw suspended(account.reason);
}

/** The refusal of whatever a suspended account may not do. */
export const suspended = (reason: string) =>
  problem('suspended', `This account is suspended: ${reason} You can read and export what is yours.`);
