import {
  endLinks,
  loginKey,
  makeLink,
  type QueueSystemMail,
  renewLink,
  type Scope,
} from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, tooMany } from '#server/platform/http/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { mailAccountOf } from '../mail-account.ts';

const MINUTES_TO_CONFIRM = 60;
const MINUTES_TO_STOP = 3 * 24 * 60;
const MOST_AN_HOUR = 3;

/** The link to the new address. While it is open the change is under way. */
export const purpose = 'confirm-new-address';
export const mailAddressLinkJob = 'accounts.mail-address-links';

interface MailDeps {
  database: Database;
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
}

/**
 * Notes that a person wants to log in with another address, and mails a link to the present one that stops or undoes the change.
 * Only the newest wish counts. Whether the address is free is looked up later, by a job: neither the answer nor its time tells
 * who else has a login here.
 *
 * @throws invalid_input for their present address; too_many_requests after three within an hour
 */
export async function askForNewAddress(deps: MailDeps, { userId }: Scope, email: string): Promise<void> {
  if (!userId) throw problem('forbidden');
  await deps.database.asSystem(async (tx) => {
    const person = await tx.one<Person & { emailKey: string }>(sql`
      select id, email, name, email_key as "emailKey" from users where id = ${userId} for update`);
    if (person.emailKey === loginKey(email)) {
      const message = 'This is your address already.';
      throw problem('invalid_input', `email: ${message}`, { email: message });
    }
    await refuseTooMany(tx, userId);
    const accountId = await mailAccountOf(tx, userId);
    await endLinks(tx, { userId, purpose });
    // Nobody has its token: where the address is free the job gives it another, which is mailed.
    await makeLink(tx, { accountId, userId, purpose, minutes: MINUTES_TO_CONFIRM, data: { email } });
    await mailStopLink(tx, deps, { accountId, person, email });
    await enqueue(tx, mailAddressLinkJob, { userId, email });
  });
}

interface Person {
  id: string;
  email: string;
  name: string;
}

async function refuseTooMany(tx: Tx, userId: string): Promise<void> {
  const { asked, wait } = await tx.one<{ asked: number; wait: number }>(sql`
    select count(*) as asked, extract(epoch from min(created_at) + interval '1 hour' - now())::float8 as wait
    from one_time_links where user_id = ${userId} and purpose = 'stop-new-address'
      and created_at > now() - interval '1 hour'`);
  if (asked >= MOST_AN_HOUR) throw tooMany(wait, 'That is enough for now. Try again in an hour.');
}

async function mailStopLink(
  tx: Tx,
  { baseUrl, queueSystemMail }: MailDeps,
  { accountId, person, email }: { accountId: string; person: Person; email: string },
): Promise<void> {
  const { token, expiresAt } = await makeLink(tx, {
    accountId,
    userId: person.id,
    purpose: 'stop-new-address',
    minutes: MINUTES_TO_STOP,
    data: { from: person.email, to: email },
  });
  await queueSystemMail(tx, {
    accountId,
    to: person.email,
    mail: {
      kind: 'new-address-asked',
      name: person.name,
      newAddress: email,
      link: `${baseUrl}/stop-new-address#${token}`,
      until: expiresAt,
    },
  });
}

/** Mails the link to the new address that proves it, unless somebody has it or the wish is none any more. */
export async function mailAddressLink(
  { database, baseUrl, queueSystemMail }: MailDeps,
  { userId, email }: { userId: string; email: string },
): Promise<void> {
  await database.asSystem(async (tx) => {
    const person = await tx.maybeOne<{ name: string; taken: boolean }>(sql`
      select name, exists (select from users where email_key = ${loginKey(email)}) as taken
      from users where id = ${userId} for update`);
    if (!person || person.taken) return;
    const link = await renewLink(tx, { userId, purpose, data: { email } });
    if (!link) return;
    await queueSystemMail(tx, {
      accountId: await mailAccountOf(tx, userId),
      to: email,
      mail: {
        kind: 'confirm-new-address',
        name: person.name,
        link: `${baseUrl}/confirm-new-address#${link.token}`,
        until: link.expiresAt,
      },
    });
  });
}
