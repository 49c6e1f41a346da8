import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { rolesThatMay, type Scope } from '../access/scope.ts';
import { accountColumns } from './account-columns.ts';
import type { Account } from './contract.ts';

/**
 * Called in the transaction that changed what mail of the account says, who may send it, or whether that takes approval. The
 * account's row is locked.
 */
export type OnAccountChanged = (tx: Tx, accountId: string) => Promise<void>;

interface ApprovalSettingDeps {
  database: Database;
  onAccountChanged: OnAccountChanged;
}

/**
 * From now on campaigns need the approval of a second person. What is being sent goes on; whoever starts something at this
 * moment is waited for.
 * @throws wrong_state when nobody but the caller could approve every campaign
 */
export async function requireApproval(
  { database, onAccountChanged }: ApprovalSettingDeps,
  { accountId, userId }: Scope,
): Promise<Account> {
  return await database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`update accounts set approval_required = true where id = ${accountId}`);
    await requireSecondSender(tx, userId);
    await onAccountChanged(tx, accountId);
    return await tx.one<Account>(sql`select ${accountColumns} from accounts a`);
  });
}

/** Lets campaigns go out without approval again. What was asked for stays as it is, and holds nothing back. */
export async function dropApproval(database: Database, { accountId }: Scope): Promise<Account> {
  return await database.inAccount(accountId, (tx) =>
    tx.one<Account>(sql`
      update accounts a set approval_required = false where a.id = ${accountId} returning ${accountColumns}`),
  );
}

async function requireSecondSender(tx: Tx, userId: string | null): Promise<void> {
  const senders = [...rolesThatMay('campaigns:send')];
  const { found } = await tx.one<{ found: boolean }>(sql`
    select exists (select from memberships
      where user_id <> ${userId} and not restricted and role = any(${senders})) as found`);
  if (!found)
    throw problem(
      'wrong_state',
      'Nobody else here could approve your campaigns. Invite an editor or admin first, under Settings, Team, or lift the restriction of one to certain lists.',
    );
}
