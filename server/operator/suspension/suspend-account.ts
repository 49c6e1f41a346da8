import type { QueueSystemMail, SystemMail } from '#server/accounts/index.ts';
import type { HaltSending } from '#server/closing/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { OperatorsAccount } from '../contract.ts';
import { readOperatorsAccount } from '../list-accounts.ts';

/** What its campaigns say once an account was suspended. */
const NOTICE =
  'It was stopped because the account was suspended. Let it go on or schedule it anew once it is restored.';

interface SuspensionDeps {
  database: Database;
  queueSystemMail: QueueSystemMail;
  haltSending: HaltSending;
}

interface Suspension {
  reason: string;
  /** Whether links in mail that is out already lead nowhere either; all web processes know within seconds. */
  stopLinks: boolean;
}

/**
 * Suspends an account, or a suspended one for another reason. When this returns no message of it passes the send gate
 * any more; its people may read and export, and its owners have mail that says why, once for each reason.
 * @throws not_found
 */
export async function suspendAccount(
  { database, queueSystemMail, haltSending }: SuspensionDeps,
  accountId: string,
  { reason, stopLinks }: Suspension,
): Promise<OperatorsAccount> {
  return await database.asSystem(async (tx) => {
    // First of all: whoever is starting something right now holds the account's row, and is waited for.
    const before = await tx.maybeOne<{ reason: string | null }>(
      sql`select suspended_reason as reason from accounts where id = ${accountId} for no key update`,
    );
    await tx.execute(sql`
      update accounts set suspended_at = coalesce(suspended_at, now()), suspended_reason = ${reason},
        links_stopped = ${stopLinks}
      where id = ${accountId}`);
    if (!before || before.reason === reason) return await readOperatorsAccount(tx, accountId);
    await haltSending(tx, accountId, NOTICE);
    const account = await readOperatorsAccount(tx, accountId);
    await tellOwners(tx, queueSystemMail, account, {
      kind: 'account-suspended',
      account: account.name,
      reason,
    });
    return account;
  });
}

/** @throws not_found; wrong_state for one that is not suspended */
export async function restoreAccount(
  { database, queueSystemMail }: Omit<SuspensionDeps, 'haltSending'>,
  accountId: string,
): Promise<OperatorsAccount> {
  return await database.asSystem(async (tx) => {
    const changed = await tx.execute(sql`
      update accounts set suspended_at = null, suspended_reason = null, links_stopped = false
      where id = ${accountId} and suspended_at is not null`);
    const account = await readOperatorsAccount(tx, accountId);
    if (!changed) throw problem('wrong_state', 'This account is not suspended.');
    await tellOwners(tx, queueSystemMail, account, { kind: 'account-restored', account: account.name });
    return account;
  });
}

type Unnamed<M> = M extends SystemMail ? Omit<M, 'name'> : never;

async function tellOwners(
  tx: Tx,
  queueSystemMail: QueueSystemMail,
  { id }: OperatorsAccount,
  mail: Unnamed<Extract<SystemMail, { kind: 'account-suspended' | 'account-restored' }>>,
): Promise<void> {
  const owners = await tx.query<{ name: string; email: string }>(sql`
    select u.name, u.email from memberships m join users u on u.id = m.user_id
    where m.account_id = ${id} and m.role = 'owner'`);
  for (const { name, email } of owners)
    await queueSystemMail(tx, { accountId: id, to: email, mail: { ...mail, name } });
}
