import { type Browser, createAccount, type NewAccount } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { currentVersions, publishOriginals, recordAgreement } from '#server/policies/index.ts';
import { refuseWeakPassword } from '#server/sign-in/index.ts';
import { noteRegistration } from './note-registration.ts';

/** Whether nobody has set this install up yet. */
export async function needsSetUp(database: Database): Promise<boolean> {
  return await database.asSystem(isEmpty);
}

/**
 * Creates the operator and the first account of an empty install, and publishes its policies in the operator's name, who
 * agrees to them by that. Nobody could confirm the address yet, as no mail leaves the machine, so it counts as confirmed.
 * @throws wrong_state when somebody did before, were it a moment ago; invalid_input when the password is weak.
 */
export async function setUp(
  database: Database,
  given: NewAccount,
  browser: Browser,
): Promise<{ accountId: string; userId: string }> {
  refuseWeakPassword(given.password, given);
  return await database.asSystem(async (tx) => {
    // Two browsers may race for the first account; the lock lets one win and shows the other what it made.
    await tx.query(sql`select pg_advisory_xact_lock(hashtext('set up'))`);
    if (!(await isEmpty(tx))) throw alreadySetUp();
    const owner = await createAccount(tx, given, { isOperator: true });
    await tx.execute(sql`update install_settings set home_account = ${owner.accountId}`);
    await noteRegistration(tx, owner, 'set-up', browser);
    await publishOriginals(tx);
    const versionIds = (await currentVersions(tx)).filter(({ mustAgree }) => mustAgree).map(({ id }) => id);
    await recordAgreement(tx, { ...owner, versionIds, browser });
    return owner;
  });
}

export const alreadySetUp = () => problem('wrong_state', 'This install is set up already. Log in instead.');

async function isEmpty(tx: Tx): Promise<boolean> {
  const { found } = await tx.one<{ found: boolean }>(sql`select exists (select from users) as found`);
  return !found;
}
