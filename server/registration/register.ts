import {
  assignPlan,
  type Browser,
  type InvitationCode,
  loginKey,
  type NewAccount,
  type QueueSystemMail,
  type Told,
  writeAccount,
  writeProfile,
} from '#server/accounts/index.ts';
import { hashPassword } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { recordAgreement } from '#server/policies/index.ts';
import { mailAccountOf } from '#server/sign-in/index.ts';
import { sendConfirmation } from './confirmation-mail.ts';
import { greetingName } from './greeting-name.ts';
import { readInvitation, takeInvitation } from './invitations.ts';
import { noteRegistration } from './note-registration.ts';
import { purgeUnlessConfirmed } from './purge-unconfirmed.ts';
import { readMode } from './registration-mode.ts';

export interface Registration extends NewAccount, Told {
  /** The versions of the policies that the person agrees to. */
  agreedTo: string[];
  /** The code of an invitation. */
  invitation?: string | undefined;
}

interface RegisterDeps {
  database: Database;
  queueSystemMail: QueueSystemMail;
  baseUrl: string;
}

/**
 * Opens an account for a stranger, or tells the owner of an address that somebody tried to with it. Nobody but the reader
 * of that mailbox learns which: both do the same work and answer alike.
 *
 * @throws forbidden when the install does not take this registration
 * @throws invalid_input, conflict when a policy in force is not agreed to
 */
export async function register(deps: RegisterDeps, given: Registration, browser: Browser): Promise<void> {
  const { password, ...told } = given;
  const admitted = { ...told, passwordHash: await hashPassword(password) };
  await deps.database.asSystem(async (tx) => {
    const way = await requireWay(tx, given.invitation);
    const owner = await holdAddress(tx, given.email);
    if (!owner) {
      const newcomer = await admit(tx, deps, { ...admitted, way }, browser);
      return await rehearse(tx, () => tellOwner(tx, deps, newcomer));
    }
    await rehearse(tx, () => admit(tx, deps, { ...admitted, way, email: `${newId()}@invalid` }, browser));
    if (owner.toldLately) await rehearse(tx, () => tellOwner(tx, deps, owner));
    else await tellOwner(tx, deps, owner);
  });
}

interface Way {
  kind: 'open' | 'invitation';
  /** Of an account that was prepared for the person; null otherwise. */
  planId: string | null;
}

/** @throws forbidden */
export async function requireWay(tx: Tx, invitation: InvitationCode | undefined): Promise<Way> {
  const mode = await readMode(tx);
  const invited = invitation === undefined ? undefined : await readInvitation(tx, invitation);
  const isPrepared = invited !== undefined && invited.organisation !== null;
  if (mode === 'closed' && !isPrepared)
    throw problem('forbidden', 'This install takes no registrations. Ask whoever runs it for an account.');
  if (invitation !== undefined && (await takeInvitation(tx, invitation)))
    return { kind: 'invitation', planId: invited?.planId ?? null };
  if (mode === 'open') return { kind: 'open', planId: null };
  throw problem('forbidden', 'This invitation was used already or is over. Ask for a new one.');
}

interface Owner {
  userId: string;
  name: string;
  email: string;
}

/** Whose address it is, if anybody’s. Of two who register with it at once the second waits for the first. */
export async function holdAddress(
  tx: Tx,
  email: string,
): Promise<(Owner & { toldLately: boolean }) | undefined> {
  const key = loginKey(email);
  await tx.query(sql`select pg_advisory_xact_lock(hashtext(${`register ${key}`}))`);
  // At most once a day they are told: registering must not be a way to flood a mailbox.
  return await tx.maybeOne<Owner & { toldLately: boolean }>(sql`
    select id as "userId", name, email,
      coalesce(told_of_registration_at > now() - interval '1 day', false) as "toldLately"
    from users where email_key = ${key}`);
}

type Admitted = Omit<Registration, 'password'> & { passwordHash: string; way: Way };

async function admit(tx: Tx, deps: RegisterDeps, given: Admitted, browser: Browser): Promise<Owner> {
  const { accountId, userId } = await writeAccount(tx, given, { isOperator: false, isConfirmed: false });
  if (given.way.planId) await assignPlan(tx, accountId, given.way.planId);
  await writeProfile(tx, userId, given);
  await noteRegistration(tx, { accountId, userId }, given.way.kind, browser);
  await recordAgreement(tx, { accountId, userId, versionIds: given.agreedTo, browser, toAll: true });
  await purgeUnlessConfirmed(tx, accountId);
  const { name, email } = given;
  await sendConfirmation(tx, deps, { accountId, userId, name, email });
  return { userId, name, email };
}

/** Does the work and lets it go: the time it takes must not tell that it was in vain. */
async function rehearse(tx: Tx, work: () => Promise<unknown>): Promise<void> {
  await tx.execute(sql`savepoint rehearsal`);
  await work();
  await tx.execute(sql`rollback to savepoint rehearsal`);
}

async function tellOwner(
  tx: Tx,
  { queueSystemMail, baseUrl }: RegisterDeps,
  { userId, name, email }: Owner,
): Promise<void> {
  await tx.execute(sql`update users set told_of_registration_at = now() where id = ${userId}`);
  await queueSystemMail(tx, {
    accountId: await mailAccountOf(tx, userId),
    to: email,
    mail: { kind: 'already-registered', name: greetingName(name), link: `${baseUrl}/login` },
  });
}
