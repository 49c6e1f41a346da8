import { accountsSealedColumns } from '#server/accounts/index.ts';
import { deliverySealedColumns } from '#server/delivery/index.ts';
import type { SealedColumn } from '#server/platform/secrets/index.ts';
import { appSecrets } from '#server/second-factors/index.ts';
import { accountClientSecrets, clientSecrets } from '#server/sign-in-providers/index.ts';

/** Every column that holds sealed secrets: what is sealed anew when keys are renewed. */
export const sealedColumns: readonly SealedColumn[] = [
  appSecrets,
  accountClientSecrets,
  clientSecrets,
  ...accountsSealedColumns,
  ...deliverySealedColumns,
];
