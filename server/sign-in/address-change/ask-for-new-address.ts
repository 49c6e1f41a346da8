import { endLinks, loginKey, makeLink, type QueueSystemMail, type Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { mailAccountOf } from '../mail-account.ts';

const MINUTES_TO_CONFIRM = 60;
const MINUTES_TO_STOP = 3 * 24 * 60;
const MOST_AN_HOUR = 3;

export const mailAddressLinksJob = 'accounts.mail-address-links';

/**
 * Notes that a person wants to log in with another address. Whether it is free is looked up later, by a job: neither the
 * answer nor its time tells who else has a login here.
 *
 * @throws invalid_input for their present address; too_many_requests after three within an hour
 */
export async function askForNewAddress(database: Database, { userId }: Scope, email: string): Promise<void> {
  await database.asSystem(async (tx) => {
    const { emailKey } = await tx.one<{ emailKey: string }>(
      sql`select email_key as "emailKey" from users where id = ${userId} for update`,
    );
    if (emailKey === loginKey(email)) {
      const message = 'This is your address already.';
      throw problem('invalid_input', `email: ${message}`, { email: message });
    }
    if ((await askedLately(tx, userId ?? '')) >= MOST_AN_HOUR)
      throw problem('too_many_requests', 'That is enough for now. Try again in an hour.');
    await enqueue(tx, mailAddressLinksJob, { userId, email });
  });
}

async function askedLately(tx: Tx, userId: string): Promise<number> {
  const { asked } = await tx.one<{ asked: number }>(sql`
    select count(*) as asked from one_time_links where user_id = ${userId} and purpose = 'stop-new-address'
      and created_at > now() - interval '1 hour'`);
  return asked;
}

/**
 * Mails a link to the new address that proves it, unless somebody has it, and one to the present address that stops or
 * undoes the change. Only the newest wish counts.
 */
export async function mailAddressLinks(
  {
    database,
    baseUrl,
    queueSystemMail,
  }: { database: Database; baseUrl: string; queueSystemMail: QueueSystemMail },
  { userId, email }: { userId: string; email: string },
): Promise<void> {
  await database.asSystem(async (tx) => {
    const person = await tx.maybeOne<{ email: string; name: string; taken: boolean }>(sql`
      select email, name, exists (select from users where email_key = ${loginKey(email)}) as taken
      from users where id = ${userId} for update`);
    // Of many wishes at once all were taken before the first link was made; the row is locked, so here they are counted.
    if (!person || (await askedLately(tx, userId)) >= MOST_AN_HOUR) return;
    const { name } = person;
    const link = { accountId: await mailAccountOf(tx, userId), userId };
    const { accountId } = link;
    await endLinks(tx, { userId, purpose: 'confirm-new-address' });
    const stop = await makeLink(tx, {
      ...link,
      purpose: 'stop-new-address',
      minutes: MINUTES_TO_STOP,
      data: { from: person.email, to: email },
    });
    await queueSystemMail(tx, {
      accountId,
      to: person.email,
      mail: {
        kind: 'new-address-asked',
        name,
        newAddress: email,
        link: `${baseUrl}/stop-new-address#${stop}`,
      },
    });
    if (person.taken) return;
    const confirm = await makeLink(tx, {
      ...link,
      purpose: 'confirm-new-address',
      minutes: MINUTES_TO_CONFIRM,
      data: { email },
    });
    await queueSystemMail(tx, {
      accountId,
      to: email,
      mail: { kind: 'confirm-new-address', name, link: `${baseUrl}/confirm-new-address#${confirm}` },
    });
  });
}
