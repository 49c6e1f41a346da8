import { randomBytes } from 'node:crypto';
import { decrypt, encrypt, type InstallKey, type KeyRing } from '../crypto/index.ts';
import { sql, type Tx } from '../database/index.ts';
import { newId } from '../ids/index.ts';
import { UnreadableSecretError } from './unreadable-secret.ts';

/** A random key that secrets are sealed under: one for each account, and one for what belongs to none. */
export interface DataKey {
  id: string;
  key: Buffer;
}

/** As it is stored: wrapped by a key that comes from SECRET_KEY. */
export interface WrappedKey {
  id: string;
  wrapped: Buffer;
  /** Names the secret: InstallKey.id. */
  wrappedBy: string;
}

const columns = sql`id, wrapped, wrapped_by as "wrappedBy"`;

/** The key that an account's secrets are sealed under now, made when there is none yet. `null`: the install's own. */
export async function keyToSeal(tx: Tx, ring: KeyRing, accountId: string | null): Promise<DataKey> {
  const found = await tx.maybeOne<WrappedKey>(
    accountId === null
      ? sql`select ${columns} from install_keys where purpose = 'secrets' order by id desc limit 1`
      : sql`select ${columns} from account_keys where account_id = ${accountId} order by id desc limit 1`,
  );
  return found ? unwrap(ring, accountId, found) : await makeKey(tx, ring.current, accountId);
}

/** The key with this id. @throws {UnreadableSecretError} when it is gone or cannot be unwrapped */
export async function keyToOpen(
  tx: Tx,
  ring: KeyRing,
  accountId: string | null,
  id: string,
): Promise<DataKey> {
  const found = await tx.maybeOne<WrappedKey>(
    accountId === null
      ? sql`select ${columns} from install_keys where id = ${id}`
      : sql`select ${columns} from account_keys where account_id = ${accountId} and id = ${id}`,
  );
  if (!found) throw new UnreadableSecretError('its key was destroyed');
  return unwrap(ring, accountId, found);
}

/** Two that begin at once make two: each opens what it sealed, and the newer is used from then on. */
async function makeKey(tx: Tx, by: InstallKey, accountId: string | null): Promise<DataKey> {
  const made = { id: newId(), key: randomBytes(32) };
  const wrapped = wrap(by, accountId, made);
  await tx.execute(
    accountId === null
      ? sql`insert into install_keys (id, purpose, wrapped, wrapped_by) values (${made.id}, 'secrets', ${wrapped}, ${by.id})`
      : sql`insert into account_keys (account_id, id, wrapped, wrapped_by) values (${accountId}, ${made.id}, ${wrapped}, ${by.id})`,
  );
  return made;
}

export const wrap = (by: InstallKey, accountId: string | null, { id, key }: DataKey): Buffer =>
  encrypt(by.wrapping, boundTo(accountId, id), key);

/** @throws {UnreadableSecretError} when no secret we have wrapped it */
export function unwrap(
  ring: KeyRing,
  accountId: string | null,
  { id, wrapped, wrappedBy }: WrappedKey,
): DataKey {
  const by = ring.find(wrappedBy);
  if (!by) throw new UnreadableSecretError('it was encrypted under another SECRET_KEY');
  try {
    return { id, key: decrypt(by.wrapping, boundTo(accountId, id), wrapped) };
  } catch (cause) {
    throw new UnreadableSecretError('its key was changed or belongs to another account', { cause });
  }
}

/** A wrapped key copied to another account is of no use there. */
const boundTo = (accountId: string | null, id: string) => `data key|${accountId ?? 'install'}|${id}`;
