import { loginKey, makeLink, type QueueSystemMail, type Scope, useLink } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, tooMany } from '#server/platform/http/index.ts';
import { confirmAddress } from '#server/sign-in/index.ts';
import { greetingName } from './greeting-name.ts';

interface MailDeps {
  queueSystemMail: QueueSystemMail;
  baseUrl: string;
}

/** For how long the link in the mail can be used. */
const MINUTES = 3 * 24 * 60;
const purpose = 'confirm-address';

interface Person {
  accountId: string;
  userId: string;
  name: string;
  email: string;
}

/** Asks by mail to confirm the address. The link confirms the address it was sent to and no other. */
export async function sendConfirmation(
  tx: Tx,
  { queueSystemMail, baseUrl }: MailDeps,
  person: Person,
): Promise<void> {
  const { accountId, userId, email } = person;
  const { token, expiresAt } = await makeLink(tx, {
    accountId,
    userId,
    purpose,
    minutes: MINUTES,
    data: { email },
  });
  await tx.execute(
    sql`insert into confirmation_mails (account_id, user_id) values (${accountId}, ${userId})`,
  );
  await queueSystemMail(tx, {
    accountId,
    to: email,
    mail: {
      kind: 'confirm-address',
      name: greetingName(person.name),
      link: `${baseUrl}/confirm-address#${token}`,
      until: expiresAt,
    },
  });
}

/**
 * Sends that mail once more: once a minute and five times a day.
 *
 * @throws wrong_state when the address is confirmed, too_many_requests
 */
export async function sendConfirmationAgain(
  { database, ...deps }: MailDeps & { database: Database },
  { accountId, userId }: Scope,
): Promise<void> {
  await database.asSystem(async (tx) => {
    // Locked, so that two at once are counted one after the other.
    const user = await tx.maybeOne<{ name: string; email: string; isConfirmed: boolean }>(sql`
      select name, email, confirmed_at is not null as "isConfirmed" from users where id = ${userId} for update`);
    if (!user || userId === null) throw problem('not_logged_in');
    if (user.isConfirmed) throw problem('wrong_state', 'Your address is confirmed already.');
    await requirePatience(tx, userId);
    await sendConfirmation(tx, deps, { accountId, userId, ...user });
  });
}

/** The mails of one day, with seconds. */
interface Sent {
  today: number;
  untilOneIsOver: number;
  sinceLast: number;
}

async function requirePatience(tx: Tx, userId: string): Promise<void> {
  await tx.execute(
    sql`delete from confirmation_mails where user_id = ${userId} and sent_at < now() - interval '1 day'`,
  );
  const { today, untilOneIsOver, sinceLast } = await tx.one<Sent>(sql`
    select count(*) as today, extract(epoch from min(sent_at) + interval '1 day' - now())::float8 as "untilOneIsOver",
      extract(epoch from now() - max(sent_at))::float8 as "sinceLast"
    from confirmation_mails where user_id = ${userId}`);
  if (today >= 5)
    throw tooMany(
      untilOneIsOver,
      'We sent five mails today. Look for them under spam too, or try again tomorrow.',
    );
  if (today > 0 && sinceLast < 60)
    throw tooMany(
      60 - sinceLast,
      'We sent one a moment ago. Look for it under spam too, or try again in a minute.',
    );
}

/**
 * Confirms the address a link was sent to.
 *
 * @throws not_found for a link that was used, is over, or was sent to an address the person no longer has
 */
export async function confirmByLink(database: Database, token: string): Promise<{ userId: string }> {
  return await database.asSystem(async (tx) => {
    const link = await useLink(tx, purpose, token);
    const user = link?.userId
      ? await tx.maybeOne<{ emailKey: string }>(
          sql`select email_key as "emailKey" from users where id = ${link.userId} for update`,
        )
      : undefined;
    if (!link?.userId || user?.emailKey !== loginKey(String(link.data.email)))
      throw problem('not_found', 'This link was used already or is over. Log in to have another one sent.');
    await confirmAddress(tx, link.userId);
    return { userId: link.userId };
  });
}
