import type { PurposeKeys } from '#server/platform/crypto/index.ts';
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

/** @param keys KeyRing.activity */
export const createRecordByProduct =
  (keys: PurposeKeys): RecordByProduct =>
  async (tx, { accountId, act, objectId, objectName = null }) => {
    const [id, at] = [newId(), new Date()];
    await tx.execute(
      actWithin(keys, {
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
      outcomeWithin(keys, { accountId, actId: id, at, outcome: 'done', code: null, objectId, objectName }),
    );
  };
