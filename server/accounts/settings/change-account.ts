import { type Database, sql } from '#server/platform/database/index.ts';
import type { Scope } from '../access/scope.ts';
import { accountColumns } from './account-columns.ts';
import type { Account } from './contract.ts';
import type { OnAccountChanged } from './require-approval.ts';

type AccountChange = Partial<
  Omit<Account, 'id' | 'dailyCap' | 'suspendedReason' | 'approvalRequired' | 'closing' | 'createdAt'>
>;

export async function readAccount(database: Database, scope: Scope): Promise<Account> {
  return await database.inAccount(scope.accountId, (tx) =>
    tx.one<Account>(sql`select ${accountColumns} from accounts a`),
  );
}

/** Changes what is given and leaves the rest. Name and postal address stand in every mail: who goes by them is told. */
export async function changeAccount(
  { database, onAccountChanged }: { database: Database; onAccountChanged: OnAccountChanged },
  scope: Scope,
  change: AccountChange,
): Promise<Account> {
  return await database.inAccount(scope.accountId, async (tx) => {
    const account = await tx.one<Account>(sql`
      update accounts a set
        name = coalesce(${change.name ?? null}, name),
        postal_address = coalesce(${change.postalAddress ?? null}, postal_address),
        time_zone = coalesce(${change.timeZone ?? null}, time_zone),
        default_from_name = coalesce(${change.defaultFromName ?? null}, default_from_name),
        default_from_email = coalesce(${change.defaultFromEmail ?? null}, default_from_email),
        when_unsure = coalesce(${change.whenUnsure ?? null}, when_unsure)
      where a.id = ${scope.accountId} returning ${accountColumns}`);
    if (change.name !== undefined || change.postalAddress !== undefined)
      await onAccountChanged(tx, scope.accountId);
    return account;
  });
}
