import { type Browser, endLinks, loginKey, type QueueSystemMail, useLink } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { endOtherSessions } from '../end-sessions.ts';
import { doneIn } from '../enter.ts';
import { mailAccountOf } from '../mail-account.ts';
import { takeAddress } from './confirm-new-address.ts';

/**
 * Stops a change of address, or takes it back when it was made, from the old mailbox; also when the address was changed once
 * more since, or whoever took a login over would only have to change it twice. Somebody was logged in who should not have
 * been: all sessions end, and no link that was mailed to the new addresses works.
 *
 * @param known hears whose link it is
 * @throws wrong_state when the link was used or is too old, or somebody else has the old address by now
 */
export async function stopNewAddress(
  { database, queueSystemMail }: { database: Database; queueSystemMail: QueueSystemMail },
  token: string,
  browser: Browser,
  known: (userId: string) => void,
): Promise<{ undone: boolean }> {
  return await database.asSystem(async (tx) => {
    const link = await useLink(tx, 'stop-new-address', token);
    if (!link?.userId)
      throw problem(
        'wrong_state',
        'This link was used already or is too old. Write to whoever runs this install if you need help.',
      );
    const { userId } = link;
    known(userId);
    const { from } = link.data as { from: string };
    const undone = !(await hasAddress(tx, userId, from));
    if (undone) await takeAddress(tx, userId, from);
    await endStopLinks(tx, userId, link.createdAt);
    await endLinks(tx, { userId, purpose: 'confirm-new-address' });
    await endLinks(tx, { userId, purpose: 'reset-password' });
    await endOtherSessions(tx, userId, null);
    const change = undone ? 'Your address was changed back.' : 'The change of your address was stopped.';
    const { name } = await tx.one<{ name: string }>(sql`select name from users where id = ${userId}`);
    const mail = { kind: 'sign-in-changed', name, change, ...doneIn(browser) } as const;
    await queueSystemMail(tx, { accountId: await mailAccountOf(tx, userId), to: from, mail });
    return { undone };
  });
}

async function hasAddress(tx: Tx, userId: string, email: string): Promise<boolean> {
  const found = await tx.maybeOne(
    sql`select from users where id = ${userId} and email_key = ${loginKey(email)}`,
  );
  return found !== undefined;
}

/** Those of the changes that came after: they went to the addresses that are taken back. */
async function endStopLinks(tx: Tx, userId: string, since: string): Promise<void> {
  await tx.execute(sql`
    delete from one_time_links
    where user_id = ${userId} and purpose = 'stop-new-address' and used_at is null and created_at >= ${since}`);
}
