import { Secret, TOTP } from 'otpauth';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, tooMany } from '#server/platform/http/index.ts';
import { type Secrets, sealedColumn } from '#server/platform/secrets/index.ts';

/** What apps expect and all of them can do (RFC 6238). */
const kind = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** People belong to no account, so the install's own key seals what is theirs. */
export const appSecrets = sealedColumn('authenticator_apps', 'secret', {
  account: null,
  row: sql`user_id::text`,
});
const placeOf = (userId: string) => ({ in: appSecrets, accountId: null, row: userId });

/**
 * Begins with an app: a new secret, sealed, which counts for nothing until a code of it is shown. Begun again, the secret
 * before is forgotten.
 * @throws wrong_state while there is an app that counts
 */
export async function beginApp(
  tx: Tx,
  secrets: Secrets,
  user: { id: string; email: string },
  installName: string,
): Promise<{ key: string; link: string }> {
  const secret = new Secret({ size: 20 });
  const sealed = await secrets.seal(tx, placeOf(user.id), secret.base32);
  const begun = await tx.execute(sql`
    insert into authenticator_apps (user_id, secret) values (${user.id}, ${sealed})
    on conflict (user_id) do update set secret = excluded.secret, created_at = now(), last_step = 0
      where authenticator_apps.confirmed_at is null`);
  if (!begun) throw problem('wrong_state', 'There is an authenticator app already. Remove it first.');
  const totp = new TOTP({ ...kind, issuer: installName, label: user.email, secret });
  return { key: secret.base32, link: totp.toString() };
}

/** The app counts from now on. */
export async function confirmApp(tx: Tx, userId: string): Promise<void> {
  const confirmed = await tx.execute(
    sql`update authenticator_apps set confirmed_at = now() where user_id = ${userId} and confirmed_at is null`,
  );
  if (!confirmed) throw problem('wrong_state', 'Begin again: there is no app that waits to be confirmed.');
}

export async function removeApp(tx: Tx, userId: string): Promise<void> {
  const removed = await tx.execute(sql`delete from authenticator_apps where user_id = ${userId}`);
  if (!removed) throw problem('not_found', 'There is no authenticator app.');
}

/**
 * Takes a code of the app: of the present 30 seconds, the ones before or after, by the server's clock, and each once. After
 * five wrong ones in a row the next is not looked at for a second, then two, up to a quarter of an hour; that keeps guesses
 * at about a hundred a day, and who is kept waiting has shown the password before.
 * @throws invalid_input, too_many_requests
 */
export async function takeCode(
  database: Database,
  secrets: Secrets,
  userId: string,
  code: string,
): Promise<void> {
  // The verdict leaves the transaction before it is thrown, so that wrong codes are counted.
  const verdict = await database.asSystem(async (tx) => {
    const app = await lockApp(tx, userId);
    if (!app) return 'wrong';
    if (app.waitSeconds > 0) return app.waitSeconds;
    const step = stepOf(await secrets.open(placeOf(userId), app.secret, tx), code);
    return step !== undefined && step > app.lastStep
      ? await noteRightCode(tx, userId, step)
      : await noteWrongCode(tx, userId);
  });
  if (typeof verdict === 'number')
    throw tooMany(verdict, `Too many wrong codes. Wait ${words(verdict)}, then try again.`);
  if (verdict === 'wrong')
    throw problem('invalid_input', undefined, {
      code: 'That code is not right, or was used before. Wait for the next one, and check the clock of your device.',
    });
}

interface LockedApp {
  secret: Buffer;
  lastStep: number;
  waitSeconds: number;
}

/** Locked, so that guesses made at once come one after the other. */
async function lockApp(tx: Tx, userId: string): Promise<LockedApp | undefined> {
  return await tx.maybeOne<LockedApp>(sql`
    select secret, last_step as "lastStep", ceil(extract(epoch from next_try_at - clock_timestamp()))::int as "waitSeconds"
    from authenticator_apps where user_id = ${userId} for update`);
}

/** The 30-second step a code belongs to, if it is one of the three that are taken. */
function stepOf(secret: string, code: string): number | undefined {
  const timestamp = Date.now();
  const delta = TOTP.validate({
    ...kind,
    secret: Secret.fromBase32(secret),
    token: code,
    timestamp,
    window: 1,
  });
  return delta === null ? undefined : TOTP.counter({ period: kind.period, timestamp }) + delta;
}

async function noteRightCode(tx: Tx, userId: string, step: number): Promise<'right'> {
  await tx.execute(sql`
    update authenticator_apps set last_step = ${step}, last_used_at = now(), wrong_codes = 0 where user_id = ${userId}`);
  return 'right';
}

async function noteWrongCode(tx: Tx, userId: string): Promise<'wrong'> {
  await tx.execute(sql`
    update authenticator_apps set wrong_codes = wrong_codes + 1,
      next_try_at = case when wrong_codes < 4 then now()
        else now() + least(interval '1 second' * power(2, least(wrong_codes - 4, 20)), interval '15 minutes') end
    where user_id = ${userId}`);
  return 'wrong';
}

const words = (seconds: number) => (seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`);
