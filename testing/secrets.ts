import { createCipheriv, randomBytes } from 'node:crypto';
import { KeyRing } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { createSecrets, type Secrets } from '#server/platform/secrets/index.ts';

/** For tests that have a database and no install. */
export const testSecrets = (database: Database, secretKey = Buffer.alloc(32, 1)): Secrets =>
  createSecrets({ database, keys: new KeyRing([secretKey]) });

/** As versions before data keys wrote it. */
export function sealedAsInVersion1(key: Buffer, boundTo: string, secret = 'the secret'): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), body]);
}
