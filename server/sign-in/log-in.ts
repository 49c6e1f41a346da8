import { loginKey } from '#server/accounts/index.ts';
import { hashPassword, needsRehash, sha256, verifyPassword } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import {
  countTry,
  forgetTries,
  type Guessed,
  guessedAddress,
  guessedOnDevice,
  takeBackTry,
} from './guessing/failures.ts';

interface Person {
  userId: string;
  /** Null for who logs in without a password. */
  passwordHash: string | null;
  /** The device that asks, when the person has used it before. */
  deviceId: string | null;
}

/**
 * Checks email and password.
 * @param onKnown hears whose address it is before the password is looked at
 * @throws wrong_login, in the same words and time whether or not the address is known; too_many_requests after too many
 * tries; unavailable when too many log in at once.
 */
export async function checkLogin(
  database: Database,
  key: Buffer,
  { email, password, device }: { email: string; password: string; device: string | undefined },
  onKnown: (userId: string) => void,
): Promise<Person> {
  const person = await findPerson(database, email, device);
  if (person) onKnown(person.userId);
  const guessed = person?.deviceId ? guessedOnDevice(key, person.deviceId) : guessedAddress(key, email);
  await countTry(database, guessed);
  if (!(await verifyPassword(person?.passwordHash ?? undefined, password)) || !person?.passwordHash)
    throw problem('wrong_login');
  const passwordHash = await keepUpToDate(database, person.userId, person.passwordHash, password);
  await database.asSystem((tx) => settleTry(tx, person, guessed));
  return { ...person, passwordHash };
}

async function findPerson(
  database: Database,
  email: string,
  device: string | undefined,
): Promise<Person | undefined> {
  return await database.asSystem((tx) =>
    tx.maybeOne<Person>(sql`
      select u.id as "userId", u.password_hash as "passwordHash", d.id as "deviceId"
      from users u left join known_devices d on d.user_id = u.id and d.token_hash = ${sha256(device ?? '')}
      where u.email_key = ${loginKey(email)}`),
  );
}

async function settleTry(tx: Tx, { deviceId }: Person, guessed: Guessed): Promise<void> {
  if (deviceId) await forgetTries(tx, guessed);
  else await takeBackTry(tx, guessed);
}

/** A hash that costs less than ours by now is made again while the password is at hand. */
async function keepUpToDate(
  database: Database,
  userId: string,
  passwordHash: string,
  password: string,
): Promise<string> {
  if (!needsRehash(passwordHash)) return passwordHash;
  const dearer = await hashPassword(password);
  await database.asSystem((tx) =>
    tx.execute(
      sql`update users set password_hash = ${dearer} where id = ${userId} and password_hash = ${passwordHash}`,
    ),
  );
  return dearer;
}
