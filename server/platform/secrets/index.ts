export { FOLLOW_INTERVAL, followKeys } from './follow-keys.ts';
export { type KeyHolder, lastHeard, readHolders } from './key-holders.ts';
export { dropUnusedKeys, renewKeys } from './renew-keys.ts';
export { requireFittingKey } from './require-fitting-key.ts';
export { requireReadable } from './require-readable.ts';
export { isSealedOtherwise, resealSecrets } from './reseal-secrets.ts';
export { rewrapKeys } from './rewrap-keys.ts';
export { type Place, type SealedColumn, sealedColumn } from './sealed-column.ts';
export {
  followDatabase,
  type KnownSecretKey,
  noteFirstKey,
  readSecretKeys,
  replaceCurrentKey,
} from './secret-keys.ts';
export { createSecrets, type Secrets } from './secrets.ts';
export { UnreadableSecretError } from './unreadable-secret.ts';
