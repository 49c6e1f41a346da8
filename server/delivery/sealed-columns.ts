import type { SealedColumn } from '#server/platform/secrets/index.ts';
import { privateKeys } from './dkim/signing-keys.ts';
import { serverSecrets } from './servers/server-secret.ts';

export const deliverySealedColumns: readonly SealedColumn[] = [privateKeys, serverSecrets];
