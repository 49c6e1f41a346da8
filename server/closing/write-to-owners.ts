import type { Closing } from '#server/accounts/contract.ts';
import type { QueueSystemMail } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';

/** Tells the owners of an account when it will be gone, and how to keep it. */
export async function writeToOwners(
  tx: Tx,
  { queueSystemMail, baseUrl }: { queueSystemMail: QueueSystemMail; baseUrl: string },
  account: { id: string; name: string },
  { at, by, comment }: Pick<Closing, 'at' | 'by' | 'comment'>,
): Promise<void> {
  const owners = await tx.query<{ name: string; email: string }>(sql`
    select u.name, u.email from memberships m join users u on u.id = m.user_id
    where m.account_id = ${account.id} and m.role = 'owner'`);
  const mail = {
    kind: 'account-closing' as const,
    account: account.name,
    closesOn: at.slice(0, 10),
    reason: by === 'operator' ? comment : '',
    link: `${baseUrl}/settings`,
  };
  for (const { name, email } of owners)
    await queueSystemMail(tx, { accountId: account.id, to: email, mail: { ...mail, name } });
}
