import { decrypt, encrypt } from '../crypto/index.ts';
import type { DataKey } from './data-keys.ts';
import type { Place } from './sealed-column.ts';
import { UnreadableSecretError } from './unreadable-secret.ts';

/*
 * Version 2: version (1 byte), id of the data key (16), nonce (12), tag (16), ciphertext.
 * Version 1: version, nonce, tag, ciphertext; sealed under a key that came from SECRET_KEY directly. Only ever opened.
 */
const version = 2;
const keyIdStart = 1;
const sealedStart = 17;

/** What the ciphertexts under a data key begin with. */
export const prefixOf = (keyId: string): Buffer =>
  Buffer.concat([Buffer.of(version), Buffer.from(keyId.replaceAll('-', ''), 'hex')]);

export const sealUnder = ({ id, key }: DataKey, place: Place, secret: string): Buffer =>
  Buffer.concat([prefixOf(id), encrypt(key, boundTo(place, id), Buffer.from(secret))]);

/** The id of the data key that sealed it; undefined for version 1. @throws {UnreadableSecretError} */
export function keyIdOf(sealed: Buffer): string | undefined {
  if (sealed[0] === 1) return undefined;
  if (sealed[0] !== version || sealed.length < sealedStart)
    throw new UnreadableSecretError('it is stored in a form that this version does not know');
  const hex = sealed.toString('hex', keyIdStart, sealedStart);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** @throws {UnreadableSecretError} */
export function openUnder({ id, key }: DataKey, place: Place, sealed: Buffer): string {
  try {
    return decrypt(key, boundTo(place, id), sealed.subarray(sealedStart)).toString('utf8');
  } catch (cause) {
    throw new UnreadableSecretError('it was changed or belongs to another row', { cause });
  }
}

/** @param keys InstallKey.envelope of every secret that is known. @throws {UnreadableSecretError} */
export function openVersion1(keys: readonly Buffer[], { in: column, row }: Place, sealed: Buffer): string {
  for (const key of keys) {
    try {
      return decrypt(key, `${column.table}.${column.column}|${row}`, sealed.subarray(1)).toString('utf8');
    } catch {}
  }
  throw new UnreadableSecretError('it was encrypted under another SECRET_KEY');
}

const boundTo = ({ in: { table, column }, accountId, row }: Place, keyId: string) =>
  [table, column, accountId ?? 'install', row, keyId].join('|');
