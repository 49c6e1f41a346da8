import { type Browser, type QueueSystemMail, readLink, useLink } from '#server/accounts/index.ts';
import { hashPassword } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { confirmAddress } from '../confirm-address.ts';
import { rememberDevice } from '../devices/known-devices.ts';
import { endOtherSessions } from '../end-sessions.ts';
import { doneIn } from '../enter.ts';
import { mailAccountOf } from '../mail-account.ts';
import { readOwner, replaceHash } from '../passwords/change-password.ts';
import { refuseWeakPassword } from '../passwords/refuse-weak-password.ts';

interface Reset {
  token: string;
  password: string;
  /** The token of the browser's device cookie. */
  device: string;
  browser: Browser;
}

/**
 * Gives the owner of a link a new password and ends all their sessions. It opens none: whoever has a second factor shows it
 * when they log in. The browser is known from now on, so that nobody's guessing holds its owner up.
 *
 * @param known hears whose link it is, also when it is refused after that
 * @throws wrong_state when the link was used or is too old; invalid_input when the password is weak, which leaves the link good
 */
export async function resetPassword(
  { database, queueSystemMail }: { database: Database; queueSystemMail: QueueSystemMail },
  { token, password, device, browser }: Reset,
  known: (userId: string) => void,
): Promise<void> {
  const { userId, owner } = await database.asSystem((tx) => readLinkOwner(tx, token));
  known(userId);
  refuseWeakPassword(password, owner);
  const hash = await hashPassword(password);
  await database.asSystem(async (tx) => {
    if (!(await useLink(tx, 'reset-password', token))) throw tooLate();
    await replaceHash(tx, userId, owner.passwordHash, hash);
    await endOtherSessions(tx, userId, null);
    await proveAddress(tx, userId);
    await rememberDevice(tx, userId, device, browser);
    const change = 'A new password was chosen with a link we had mailed to you.';
    const mail = { kind: 'sign-in-changed', name: owner.name, change, ...doneIn(browser) } as const;
    await queueSystemMail(tx, { accountId: await mailAccountOf(tx, userId), to: owner.email, mail });
  });
}

/**
 * The mailbox has the link, so the address is theirs. If that was not proved before, somebody else may have registered with
 * it: what they made to get in by is worth nothing from now on.
 */
async function proveAddress(tx: Tx, userId: string): Promise<void> {
  const unproved = await tx.maybeOne(sql`select from users where id = ${userId} and confirmed_at is null`);
  if (!unproved) return;
  await tx.execute(sql`
    update api_keys set revoked_at = now() where revoked_at is null and account_id in (
      select account_id from memberships where user_id = ${userId} and role = 'owner')`);
  for (const factors of [
    sql`passkeys`,
    sql`authenticator_apps`,
    sql`recovery_codes`,
    sql`identities`,
    sql`account_identities`,
    sql`known_devices`,
  ])
    await tx.execute(sql`delete from ${factors} where user_id = ${userId}`);
  await confirmAddress(tx, userId);
}

async function readLinkOwner(tx: Tx, token: string) {
  const link = await readLink(tx, 'reset-password', token);
  if (!link?.userId) throw tooLate();
  return { userId: link.userId, owner: await readOwner(tx, link.userId) };
}

const tooLate = () =>
  problem(
    'wrong_state',
    'This link was used already or is too old. Ask for a new one and use the newest mail.',
  );
