import type { QueueSystemMail } from '#server/accounts/index.ts';
import type { Database, Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Secrets } from '#server/platform/secrets/index.ts';
import { takeCode } from './authenticator-app.ts';
import { makeChallenge, type Purpose, takeChallenge } from './challenges.ts';
import { checkShown, optionsToUse } from './check-passkey.ts';
import type { ShownFactor, ShownPasskey } from './inputs/contract.ts';
import { type PasskeyHome, requirePasskeyHome } from './passkey-home.ts';
import { listCredentials, lockPasskey, noteUse } from './passkeys.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { type Person, tellOfChange } from './tell-of-change.ts';

export interface FactorDeps {
  database: Database;
  secrets: Secrets;
  /** Public address of this install: passkeys belong to its name. */
  baseUrl: string;
  queueSystemMail: QueueSystemMail;
}

/** What the browser needs to ask for one of a person's passkeys, or, with nobody known yet, for any. */
export async function askForPasskey({ database, baseUrl }: FactorDeps, purpose: Purpose) {
  const { rpID, origin } = requirePasskeyHome(baseUrl);
  return await database.asSystem(async (tx) => {
    const known = purpose.userId === null ? [] : await listCredentials(tx, purpose.userId);
    const challenge = await makeChallenge(tx, purpose);
    return { origin, options: await optionsToUse({ rpID, origin }, challenge, known) };
  });
}

/**
 * Checks a second factor that somebody shows as theirs, and uses it up where it works once.
 * @throws invalid_input, with the field that is wrong; too_many_requests after many wrong codes
 */
export async function showFactor(deps: FactorDeps, person: Person, shown: ShownFactor): Promise<void> {
  const { userId } = person;
  if (shown.code !== undefined) await takeCode(deps.database, deps.secrets, userId, shown.code);
  else if (shown.recoveryCode !== undefined) await takeRecoveryCode(deps, person, shown.recoveryCode);
  else if (shown.passkey === undefined || !(await isTheirs(deps, userId, shown.passkey)))
    throw problem('invalid_input', undefined, {
      passkey: 'That passkey was not accepted. Try again, or choose another way.',
    });
}

/** Who uses one has lost the rest, or is somebody else: the person hears of it. */
async function takeRecoveryCode(
  { database, queueSystemMail }: FactorDeps,
  person: Person,
  code: string,
): Promise<void> {
  await database.asSystem(async (tx) => {
    const left = await useRecoveryCode(tx, person.userId, code);
    const change = `A recovery code was used to confirm your login; ${left} are left.`;
    await tellOfChange(tx, queueSystemMail, person, change);
  });
}

async function isTheirs(deps: FactorDeps, userId: string, passkey: ShownPasskey): Promise<boolean> {
  return (await ownerOfPasskey(deps, { purpose: 'prove', userId }, passkey)) === userId;
}

/** Whose passkey signed the challenge of this purpose; undefined when nobody's did. */
export async function ownerOfPasskey(
  { database, baseUrl }: FactorDeps,
  purpose: Purpose,
  passkey: ShownPasskey,
): Promise<string | undefined> {
  const home = requirePasskeyHome(baseUrl);
  return await database.asSystem((tx) => checkSigned(tx, home, purpose, passkey));
}

/** Answers rather than throws, so that a challenge is used up also by a wrong answer. */
async function checkSigned(
  tx: Tx,
  home: PasskeyHome,
  purpose: Purpose,
  passkey: ShownPasskey,
): Promise<string | undefined> {
  const challenge = await takeChallenge(tx, purpose, passkey.response.clientDataJSON);
  const stored = await lockPasskey(tx, passkey.id);
  if (challenge === undefined || !stored) return undefined;
  const seen = await checkShown(home, challenge, passkey, stored);
  if (!seen) return undefined;
  await noteUse(tx, stored, seen);
  return stored.userId;
}
