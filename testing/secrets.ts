import { KeyRing } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { createSecrets, type Secrets } from '#server/platform/secrets/index.ts';

/** For tests that have a database and no install. */
export const testSecrets = (database: Database, secretKey = Buffer.alloc(32, 1)): Secrets =>
  createSecrets({ database, keys: new KeyRing([secretKey]) });
