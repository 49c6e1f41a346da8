import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA-256 cut to 128 bits: nobody guesses one, and links stay short. */
const tagLength = 16;

/** The key that signs links, and the byte that names it within a token. */
export interface LinkKey {
  id: number;
  secret: KeyObject;
}

/** @param key InstallKeys.links, 32 bytes. */
export function linkKey(key: Buffer): LinkKey {
  // The id says which key signed and gives nothing of it away.
  return {
    id: hash('sha256', Buffer.concat([key, Buffer.from('id')]), 'buffer')[0]!,
    secret: createSecretKey(key),
  };
}

/** The token: payload and tag in base64url. */
export function signPayload(key: LinkKey, payload: Buffer): string {
  return Buffer.concat([payload, tagOf(key, payload)]).toString('base64url');
}

/** The payload of a token this key signed; undefined for anything else, a second spelling of the same bytes included. */
export function openToken(key: LinkKey, token: string): Buffer | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // The decoder skips foreign characters and ignores spare bits; only the one spelling we wrote may pass.
  if (bytes.length <= tagLength || bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(0, -tagLength);
  return timingSafeEqual(bytes.subarray(-tagLength), tagOf(key, payload)) ? payload : undefined;
}

function tagOf(key: LinkKey, payload: Buffer): Buffer {
  return createHmac('sha256', key.secret).update(payload).digest().subarray(0, tagLength);
}
