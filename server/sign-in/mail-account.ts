import { accountToEnter, homeAccount } from '#server/accounts/index.ts';
import type { Tx } from '#server/platform/database/index.ts';

/** The account that mail to a person about their own login is sent for: theirs; the install's when they belong to none. */
export async function mailAccountOf(tx: Tx, userId: string): Promise<string> {
  return (await accountToEnter(tx, userId)) ?? (await homeAccount(tx));
}
