import { hash, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA-256 cut to 128 bits: nobody guesses one, and links stay short. */
const tagLength = 16;
/** The octets that SHA-256 takes in at a time. */
const block = 64;

/** The key that signs links, and the byte that names it within a token. */
export interface LinkKey {
  id: number;
  /** The key as HMAC mixes it into its inner hash (RFC 2104 §2). */
  inner: Buffer;
  /** The same for the outer one, with room behind it for the result of the inner. */
  outer: Buffer;
}

/** The byte that names a key in the tokens it signs. Gives nothing of it away. */
export const linkKeyId = (key: Buffer): number =>
  hash('sha256', Buffer.concat([key, Buffer.from('id')]), 'buffer')[0]!;

/** @param key one of KeyRing.links, 32 bytes. */
export function linkKey(key: Buffer): LinkKey {
  if (key.length > block) throw new Error('The key of links is at most 64 bytes long.');
  const mixed = (pad: number) => Buffer.alloc(block, pad).map((byte, at) => byte ^ (key[at] ?? 0));
  return {
    id: linkKeyId(key),
    inner: Buffer.from(mixed(0x36)),
    outer: Buffer.concat([mixed(0x5c), Buffer.alloc(32)]),
  };
}

/**
 * A place to write payloads in and sign them, one after the other, without making new buffers: `bytes` from `start` on
 * is the payload's.
 */
export class TokenDesk {
  readonly start = block;
  readonly bytes: Buffer;
  /** Names its key. */
  readonly keyId: number;
  readonly #key: LinkKey;

  /** @param longest octets of the longest payload */
  constructor(key: LinkKey, longest: number) {
    this.#key = key;
    this.keyId = key.id;
    this.bytes = Buffer.alloc(block + longest + tagLength);
    key.inner.copy(this.bytes);
  }

  /** The token of the payload that ends before `end`: payload and tag in base64url. */
  sign(end: number): string {
    this.bytes.write(hmac(this.#key, this.bytes.subarray(0, end)), end, tagLength, 'hex');
    return this.bytes.toString('base64url', block, end + tagLength);
  }
}

/**
 * The payload of a token and the key that signed it; undefined for anything else, a second spelling of the same bytes
 * included.
 * @param keysOf the keys that such a payload could be signed with: those it names
 */
export function openToken(
  keysOf: (payload: Buffer) => readonly LinkKey[],
  token: string,
): { payload: Buffer; key: LinkKey } | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // The decoder skips foreign characters and ignores spare bits; only the one spelling we wrote may pass.
  if (bytes.length <= tagLength || bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(0, -tagLength);
  const key = keysOf(payload).find((candidate) =>
    isSignedWith(candidate, payload, bytes.subarray(-tagLength)),
  );
  return key && { payload, key };
}

function isSignedWith(key: LinkKey, payload: Buffer, tag: Buffer): boolean {
  const right = Buffer.from(hmac(key, Buffer.concat([key.inner, payload])), 'hex').subarray(0, tagLength);
  return timingSafeEqual(tag, right);
}

/**
 * HMAC-SHA-256 in hex of what follows the inner key. Two one-shot hashes cost a quarter of an Hmac object, and a
 * message carries a dozen links.
 */
function hmac(key: LinkKey, keyed: Buffer): string {
  key.outer.write(hash('sha256', keyed, 'hex'), block, 'hex');
  return hash('sha256', key.outer, 'hex');
}
