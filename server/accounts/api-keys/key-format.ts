import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * A key is `mm_key_`, 43 random letters and digits (256 bits) and 6 that check them. People and programs that look for
 * leaked secrets recognise it, the checksum spares them false alarms, and a double click selects it whole.
 */
const opening = 'mm_key_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const current = new RegExp(`^${opening}([0-9A-Za-z]{43})([0-9A-Za-z]{6})$`);
/** Keys made before they had a checksum. */
const former = new RegExp(`^${opening}[\\w-]{43}$`);

export function newKey(): string {
  const secret = base62(BigInt(`0x${randomBytes(32).toString('hex')}`), 43);
  return opening + secret + checksum(secret);
}

/** Whether a text can be a key at all; one mistyped or cut short is found out without asking the database. */
export function looksLikeKey(text: string): boolean {
  const [, secret, check] = current.exec(text) ?? [];
  return secret === undefined ? former.test(text) : checksum(secret) === check;
}

/** What is shown of a key for good. */
export const shownPart = (key: string) => key.slice(0, opening.length + 4);

const checksum = (secret: string) => base62(BigInt(crc32(secret)), 6);

function base62(number: bigint, digits: number): string {
  let written = '';
  for (let left = number; written.length < digits; left /= 62n)
    written = alphabet[Number(left % 62n)] + written;
  return written;
}
