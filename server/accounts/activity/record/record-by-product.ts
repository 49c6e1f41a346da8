import type { Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { actWithin, outcomeWithin } from './write-acts.ts';

/** Something the product did by itself for an account. */
export interface OwnAct {
  accountId: string;
  act: string;
  objectId: string;
  objectName?: string;
}

/** Records what the product does by itself, in the transaction that does it: both are there, or neither. */
export type RecordByProduct = (tx: Tx, act: OwnAct) => Promise<void>;

/** @param key InstallKeys.activity */
export const createRecordByProduct =
  (key: Buffer): RecordByProduct =>
  async (tx, { accountId, act, objectId, objectName = null }) => {
    const [id, at] = [newId(), new Date()];
    await tx.execute(
      actWithin(key, {
        accountId,
        id,
        at,
        who: 'product',
        userId: null,
        keyId: null,
        act,
        objectId,
        ip: '',
        userAgent: '',
      }),
    );
    await tx.execute(
      outcomeWithin(key, { accountId, actId: id, at, outcome: 'done', code: null, objectId, objectName }),
    );
  };
