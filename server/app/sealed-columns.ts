import { accountsSealedColumns } from '#server/accounts/index.ts';
import { deliverySealedColumns } from '#server/delivery/index.ts';
import type { SealedColumn } from '#server/platform/secrets/index.ts';

/** Every column that holds sealed secrets: what is sealed anew when keys are renewed. */
export const sealedColumns: readonly SealedColumn[] = [...accountsSealedColumns, ...deliverySealedColumns];
