import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { endOtherSessions, hasSecondFactor, renewSession, requireWayIn } from '#server/sign-in/index.ts';
import { beginApp, confirmApp, removeApp, takeCode } from './authenticator-app.ts';
import { makeChallenge, takeChallenge } from './challenges.ts';
import { checkMade, optionsToMake } from './check-passkey.ts';
import type { Passkey } from './contract.ts';
import type { NewPasskey } from './inputs/contract.ts';
import { requirePasskeyHome } from './passkey-home.ts';
import * as passkeys from './passkeys.ts';
import { makeFirstRecoveryCodes, makeRecoveryCodes } from './recovery-codes.ts';
import type { FactorDeps } from './show-factor.ts';
import { type Person, tellOfChange } from './tell-of-change.ts';

/** Who changes their factors, in the session that stays. */
export interface Changer extends Person {
  sessionId: string;
}

/** What adding a factor answers: the session's new token, and recovery codes if these are the person's first. */
interface Added {
  token: string;
  recoveryCodes: string[] | null;
}

export async function beginAuthenticatorApp(
  { database, secrets, baseUrl }: FactorDeps,
  { userId }: Changer,
): Promise<{ key: string; link: string }> {
  return await database.asSystem(async (tx) => {
    const { email } = await readUser(tx, userId);
    const installName = `Mail Minion (${new URL(baseUrl).hostname})`;
    return await beginApp(tx, secrets, { id: userId, email }, installName);
  });
}

export async function confirmAuthenticatorApp(
  deps: FactorDeps,
  changer: Changer,
  code: string,
): Promise<Added> {
  await takeCode(deps.database, deps.secrets, changer.userId, code);
  return await deps.database.asSystem(async (tx) => {
    await confirmApp(tx, changer.userId);
    return await settleAddition(tx, deps, changer, 'An authenticator app was added to your login.');
  });
}

export async function removeAuthenticatorApp(deps: FactorDeps, changer: Changer): Promise<void> {
  await deps.database.asSystem(async (tx) => {
    await removeApp(tx, changer.userId);
    await settleRemoval(tx, deps, changer, 'The authenticator app was removed from your login.');
  });
}

export async function askForNewPasskey({ database, baseUrl }: FactorDeps, { userId }: Changer) {
  const home = requirePasskeyHome(baseUrl);
  return await database.asSystem(async (tx) => {
    const challenge = await makeChallenge(tx, { purpose: 'register', userId });
    const known = await passkeys.listCredentials(tx, userId);
    const options = await optionsToMake(home, await readUser(tx, userId), challenge, known);
    return { origin: home.origin, options };
  });
}

/** @throws invalid_input when what the browser answers is not right; already_exists */
export async function addPasskey(
  deps: FactorDeps,
  changer: Changer,
  { name, passkey }: { name: string; passkey: NewPasskey },
): Promise<Added & { passkey: Passkey }> {
  const { userId } = changer;
  const home = requirePasskeyHome(deps.baseUrl);
  const challenge = await deps.database.asSystem((tx) =>
    takeChallenge(tx, { purpose: 'register', userId }, passkey.response.clientDataJSON),
  );
  const made = challenge === undefined ? undefined : await checkMade(home, challenge, passkey);
  if (!made)
    throw problem('invalid_input', undefined, { passkey: 'That passkey was not accepted. Try again.' });
  return await deps.database.asSystem(async (tx) => {
    const added = await passkeys.addPasskey(tx, userId, name, made);
    const settled = await settleAddition(tx, deps, changer, `The passkey “${name}” was added to your login.`);
    return { passkey: added, ...settled };
  });
}

/** @throws not_found; wrong_state when it is the person's only way in */
export async function removePasskey(deps: FactorDeps, changer: Changer, id: string): Promise<void> {
  await deps.database.asSystem(async (tx) => {
    const name = await passkeys.removePasskey(tx, changer.userId, id);
    await requireWayIn(tx, changer.userId);
    await settleRemoval(tx, deps, changer, `The passkey “${name}” was removed from your login.`);
  });
}

/** @throws wrong_state for who has no second factor they could get around */
export async function renewRecoveryCodes(deps: FactorDeps, changer: Changer): Promise<string[]> {
  return await deps.database.asSystem(async (tx) => {
    if (!(await hasSecondFactor(tx, changer.userId)))
      throw problem('wrong_state', 'Add a passkey or an authenticator app first.');
    const codes = await makeRecoveryCodes(tx, changer.userId);
    await settleRemoval(tx, deps, changer, 'New recovery codes were made; those before stopped working.');
    return codes;
  });
}

/** Who added a factor has just shown it, so the session has it from now on. */
async function settleAddition(tx: Tx, deps: FactorDeps, changer: Changer, change: string): Promise<Added> {
  const { userId, sessionId } = changer;
  await endOtherSessions(tx, userId, sessionId);
  const token = await renewSession(tx, sessionId, { secondFactor: true });
  const recoveryCodes = await makeFirstRecoveryCodes(tx, userId);
  await tellOfChange(tx, deps.queueSystemMail, changer, change);
  return { token, recoveryCodes };
}

/** With the last factor go the recovery codes, and what this session has shown. */
async function settleRemoval(tx: Tx, deps: FactorDeps, changer: Changer, change: string): Promise<void> {
  const { userId, sessionId } = changer;
  await endOtherSessions(tx, userId, sessionId);
  if (!(await hasSecondFactor(tx, userId))) {
    await tx.execute(sql`delete from recovery_codes where user_id = ${userId}`);
    await tx.execute(sql`update sessions set second_factor = false where id = ${sessionId}`);
  }
  await tellOfChange(tx, deps.queueSystemMail, changer, change);
}

async function readUser(tx: Tx, id: string): Promise<{ id: string; email: string; name: string }> {
  return await tx.one(sql`select id, email, name from users where id = ${id}`);
}
