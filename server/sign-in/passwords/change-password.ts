import { endLinks, type QueueSystemMail, type Scope } from '#server/accounts/index.ts';
import { hashPassword, verifyPassword } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { endOtherSessions } from '../end-sessions.ts';
import { doneIn } from '../enter.ts';
import { countTry, guessedInSession, takeBackTry } from '../guessing/failures.ts';
import { hasSecondFactor } from '../has-second-factor.ts';
import { mailAccountOf } from '../mail-account.ts';
import { refuseWeakPassword } from './refuse-weak-password.ts';
import type { Chooser } from './weakness.ts';

interface Deps {
  database: Database;
  queueSystemMail: QueueSystemMail;
  /** InstallKeys.signIn. */
  key: Buffer;
}

/** Whose password it is; the hash is null for who logs in without one. */
export type PasswordOwner = Chooser & { passwordHash: string | null };

/**
 * Gives a logged-in person another password. Their other sessions end with the same commit.
 * @throws wrong_state for who has none; invalid_input when the present one is wrong or the new one weak; too_many_requests after too many tries
 */
export async function changePassword(
  { database, queueSystemMail, key }: Deps,
  { userId, session, browser }: Scope,
  { present, password }: { present: string; password: string },
): Promise<void> {
  if (!userId || !session) throw problem('forbidden');
  const owner = await database.asSystem((tx) => readOwner(tx, userId));
  await requirePresent(database, key, userId, owner, present);
  if (present === password) throw wrong('password', 'This is the one you have. Choose another.');
  refuseWeakPassword(password, owner);
  const hash = await hashPassword(password);
  await database.asSystem(async (tx) => {
    await replaceHash(tx, userId, owner.passwordHash, hash);
    await endOtherSessions(tx, userId, session.id);
    if (!(await hasSecondFactor(tx, userId))) await noteProof(tx, session.id);
    const change = 'Your password was changed.';
    const mail = { kind: 'sign-in-changed', name: owner.name, change, ...doneIn(browser) } as const;
    await queueSystemMail(tx, { accountId: await mailAccountOf(tx, userId), to: owner.email, mail });
  });
}

/** Who has a second factor proves themselves with that alone: the password may be what somebody else found out. */
async function noteProof(tx: Tx, sessionId: string): Promise<void> {
  await tx.execute(sql`update sessions set proved_at = now() where id = ${sessionId}`);
}

/** What a new password is compared with. */
export async function readOwner(tx: Tx, userId: string): Promise<PasswordOwner> {
  return await tx.one<PasswordOwner>(sql`
    select u.name, u.email, u.password_hash as "passwordHash", coalesce(string_agg(a.name, ' '), '') as organisation
    from users u left join memberships m on m.user_id = u.id left join accounts a on a.id = m.account_id
    where u.id = ${userId} group by u.id`);
}

/** Whoever sits at a browser left open may not find the password out by trying. */
async function requirePresent(
  database: Database,
  key: Buffer,
  userId: string,
  owner: PasswordOwner,
  present: string,
): Promise<void> {
  if (owner.passwordHash === null)
    throw problem('wrong_state', 'You have no password yet. Have a link mailed to you to choose one.');
  const guessed = guessedInSession(key, userId);
  await countTry(database, guessed);
  if (!(await verifyPassword(owner.passwordHash, present)))
    throw wrong('present', 'This is not your present password.');
  await database.asSystem((tx) => takeBackTry(tx, guessed));
}

/**
 * Puts a new password in the place of the one that was looked at, or of none, and ends the links that would set another.
 * @throws conflict when somebody else was quicker
 */
export async function replaceHash(
  tx: Tx,
  userId: string,
  before: string | null,
  hash: string,
): Promise<void> {
  const changed = await tx.execute(
    sql`update users set password_hash = ${hash} where id = ${userId} and password_hash is not distinct from ${before}`,
  );
  if (!changed) throw problem('conflict', 'The password was changed elsewhere in the meantime.');
  await endLinks(tx, { userId, purpose: 'reset-password' });
}

const wrong = (field: string, message: string) =>
  problem('invalid_input', `${field}: ${message}`, { [field]: message });
