import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceLength = 12;
const tagLength = 16;

/**
 * Encrypts with AES-256-GCM under a nonce of its own. What is bound to it (`boundTo`) has to be said again to decrypt: a
 * ciphertext copied to another place cannot be read there.
 * @returns nonce (12), tag (16), ciphertext
 */
export function encrypt(key: Buffer, boundTo: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws when the key, the binding or a single bit differs. */
export function decrypt(key: Buffer, boundTo: string, stored: Buffer): Buffer {
  const bodyStart = nonceLength + tagLength;
  if (stored.length < bodyStart) throw new Error('A ciphertext was cut short.');
  const decipher = createDecipheriv('aes-256-gcm', key, stored.subarray(0, nonceLength), {
    authTagLength: tagLength,
  }).setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(stored.subarray(nonceLength, bodyStart));
  return Buffer.concat([decipher.update(stored.subarray(bodyStart)), decipher.final()]);
}
