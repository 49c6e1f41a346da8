import { loginKey, makeLink, type QueueSystemMail } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { mailAccountOf } from '../mail-account.ts';

const MINUTES = 30;
/** Links within an hour to one address: nobody's mailbox is filled through us. */
const MOST_AN_HOUR = 3;

export const mailPasswordLinkJob = 'accounts.mail-password-link';

/**
 * Notes that somebody asked for a link. Who has the address is looked up later, by a job: what is done here is the same for
 * an address nobody has, and takes the same time.
 */
export async function askForPasswordLink(database: Database, email: string): Promise<void> {
  await database.asSystem((tx) => enqueue(tx, mailPasswordLinkJob, { email }));
}

/** Mails the link, if somebody has the address and did not get three within the hour. */
export async function mailPasswordLink(
  {
    database,
    baseUrl,
    queueSystemMail,
  }: { database: Database; baseUrl: string; queueSystemMail: QueueSystemMail },
  { email }: { email: string },
): Promise<void> {
  await database.asSystem(async (tx) => {
    const person = await findPerson(tx, email);
    if (!person) return;
    const accountId = await mailAccountOf(tx, person.userId);
    const { token, expiresAt } = await makeLink(tx, {
      accountId,
      userId: person.userId,
      purpose: 'reset-password',
      minutes: MINUTES,
    });
    // Behind the #, which browsers send to no server: it stands in no log.
    const link = `${baseUrl}/reset-password#${token}`;
    await queueSystemMail(tx, {
      accountId,
      to: person.email,
      mail: { kind: 'reset-password', name: person.name, link, until: expiresAt },
    });
  });
}

/** Locked, so that of many links asked for at once three are made. */
async function findPerson(
  tx: Tx,
  email: string,
): Promise<{ userId: string; email: string; name: string } | undefined> {
  const person = await tx.maybeOne<{ userId: string; email: string; name: string }>(sql`
    select id as "userId", email, name from users where email_key = ${loginKey(email)} for update`);
  if (!person) return undefined;
  const { made } = await tx.one<{ made: number }>(sql`
    select count(*) as made from one_time_links where user_id = ${person.userId} and purpose = 'reset-password'
      and created_at > now() - interval '1 hour'`);
  return made < MOST_AN_HOUR ? person : undefined;
}
