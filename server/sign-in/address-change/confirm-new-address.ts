import { endLinks, loginKey, type QueueSystemMail, type Scope, useLink } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { confirmAddress } from '../confirm-address.ts';
import { mailAccountOf } from '../mail-account.ts';

/**
 * Makes the address of a link the one its owner logs in with. Both ends are proved: the mailbox by the link, the person by
 * a session of theirs.
 *
 * @throws wrong_state when the link was used, is too old or somebody else's, or the address has been taken meanwhile
 */
export async function confirmNewAddress(
  { database, queueSystemMail }: { database: Database; queueSystemMail: QueueSystemMail },
  { userId }: Scope,
  token: string,
): Promise<string> {
  if (!userId) throw problem('forbidden');
  return await database.asSystem(async (tx) => {
    const link = await useLink(tx, 'confirm-new-address', token);
    if (!link || link.userId !== userId)
      throw problem(
        'wrong_state',
        'This link was used already, is too old or belongs to another login. Ask for the change again.',
      );
    const { email } = link.data as { email: string };
    const before = await takeAddress(tx, userId, email);
    await confirmAddress(tx, userId);
    // Whatever was mailed to the old address to get in is worth nothing any more.
    await endLinks(tx, { userId, purpose: 'reset-password' });
    await queueSystemMail(tx, {
      accountId: await mailAccountOf(tx, userId),
      to: before.email,
      mail: { kind: 'address-changed', name: before.name, newAddress: email, at: new Date().toISOString() },
    });
    return email;
  });
}

/** Answers who they were before. @throws wrong_state when somebody else has it */
export async function takeAddress(
  tx: Tx,
  userId: string,
  email: string,
): Promise<{ email: string; name: string }> {
  const before = await tx.one<{ email: string; name: string; taken: boolean }>(sql`
    select email, name, exists (select from users where email_key = ${loginKey(email)} and id <> ${userId}) as taken
    from users where id = ${userId} for update`);
  if (before.taken) throw problem('wrong_state', 'This address cannot be used. Choose another.');
  await tx.execute(
    sql`update users set email = ${email}, email_key = ${loginKey(email)} where id = ${userId}`,
  );
  return before;
}
