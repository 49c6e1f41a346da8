import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { publishOriginals } from '../policies/versions.ts';
import { createAccount, type NewAccount } from './create-account.ts';

/** Whether nobody has set this install up yet. */
export async function needsSetUp(database: Database): Promise<boolean> {
  return await database.asSystem(isEmpty);
}

/**
 * Creates the operator and the first account of an empty install, and publishes its policies in the operator's name.
 * @throws wrong_state when somebody did before, were it a moment ago.
 */
export async function setUp(
  database: Database,
  given: NewAccount,
): Promise<{ accountId: string; userId: string }> {
  return await database.asSystem(async (tx) => {
    // Two browsers may race for the first account; the lock lets one win and shows the other what it made.
    await tx.query(sql`select pg_advisory_xact_lock(hashtext('set up'))`);
    if (!(await isEmpty(tx))) throw problem('wrong_state', 'This install is set up already. Log in instead.');
    const operator = await createAccount(tx, given, { isOperator: true });
    await publishOriginals(tx);
    return operator;
  });
}

async function isEmpty(tx: Tx): Promise<boolean> {
  const { found } = await tx.one<{ found: boolean }>(sql`select exists (select from users) as found`);
  return !found;
}
