export { type Place, type SealedColumn, sealedColumn } from './sealed-column.ts';
export { createSecrets, type Secrets } from './secrets.ts';
export { UnreadableSecretError } from './unreadable-secret.ts';
