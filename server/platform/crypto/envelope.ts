import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 1;

/**
 * Encrypts a secret for storage (AES-256-GCM). `boundTo` names the very row and column, e.g. `dkim_keys.private_key|ID`:
 * a ciphertext copied to another row cannot be read there.
 * @returns version (1 byte), nonce (12), tag (16), ciphertext.
 */
export function encryptSecret(key: Buffer, boundTo: string, secret: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body]);
}

/** @throws when the key, the binding or a single bit differs. */
export function decryptSecret(key: Buffer, boundTo: string, stored: Buffer): string {
  if (stored[0] !== version) throw new Error('A stored secret has an unknown version.');
  const decipher = createDecipheriv('aes-256-gcm', key, stored.subarray(1, 13)).setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(stored.subarray(13, 29));
  return Buffer.concat([decipher.update(stored.subarray(29)), decipher.final()]).toString('utf8');
}
