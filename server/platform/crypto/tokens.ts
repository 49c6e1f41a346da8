import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A random secret for a cookie or key: 256 bits, URL-safe. Store only its sha256. */
export const randomToken = () => randomBytes(32).toString('base64url');

export const sha256 = (value: string | Buffer) => createHash('sha256').update(value).digest();

/** Compares two texts in a time that does not depend on where they differ. */
export function timingSafeEqualText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}
