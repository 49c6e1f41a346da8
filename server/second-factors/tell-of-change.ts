import type { Browser, QueueSystemMail } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { doneIn, mailAccountOf } from '#server/sign-in/index.ts';

/** Who does something to their own login, and from which browser. */
export interface Person {
  userId: string;
  browser: Browser;
}

/**
 * Tells a person by mail what happened to their login, so that somebody else cannot do it unseen.
 * @param change a sentence: “A passkey was added.”
 */
export async function tellOfChange(
  tx: Tx,
  queueSystemMail: QueueSystemMail,
  { userId, browser }: Person,
  change: string,
): Promise<void> {
  const accountId = await mailAccountOf(tx, userId);
  const { email, name } = await tx.one<{ email: string; name: string }>(
    sql`select email, name from users where id = ${userId}`,
  );
  const mail = { kind: 'sign-in-changed', name, change, ...doneIn(browser) } as const;
  await queueSystemMail(tx, { accountId, to: email, mail });
}
