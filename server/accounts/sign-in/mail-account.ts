import type { Tx } from '#server/platform/database/index.ts';
import { homeAccount } from '../operator/account-of-install.ts';
import { accountToEnter } from '../team/my-accounts/my-accounts.ts';

/** The account that mail to a person about their own login is sent for: theirs; the install's when they belong to none. */
export async function mailAccountOf(tx: Tx, userId: string): Promise<string> {
  return (await accountToEnter(tx, userId)) ?? (await homeAccount(tx));
}
