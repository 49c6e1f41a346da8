import { randomBytes } from 'node:crypto';

/**
 * A new UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits. Rows made one after the other lie
 * side by side in an index. It names a row; it is no secret, so never let knowing one stand for permission.
 */
export function newId(now = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
