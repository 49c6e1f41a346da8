import { identifier, join, sql, type Tx } from '#server/platform/database/index.ts';
import {
  isSealedOtherwise,
  type KeyHolder,
  readHolders,
  readSecretKeys,
} from '#server/platform/secrets/index.ts';
import { sealedColumns } from '../sealed-columns.ts';
import type { OpenInstall } from './open-install.ts';

/** A secret key and what still needs it. */
export interface KeyStatus {
  id: string;
  /** `next`: given to this process, and never used by the install. */
  state: 'current' | 'former' | 'next';
  since: string | null;
  replacedAt: string | null;
  /** Whether SECRET_KEY or the key file here holds it. */
  here: boolean;
  /** Data keys it wraps. */
  dataKeys: number;
  /** Whether nothing needs it any more. */
  mayGo: boolean;
}

export interface KeysStatus {
  keys: KeyStatus[];
  /** Secrets not yet sealed under the newest data key of their account. */
  toSeal: number;
  /** Secrets sealed in the way of versions before data keys: any of the keys may be needed for them. */
  sealedDirectly: number;
  processes: (KeyHolder & { knowsCurrent: boolean })[];
}

/** Which keys there are, and what depends on each. Changes nothing. */
export async function readStatus({ database, keys }: OpenInstall): Promise<KeysStatus> {
  return await database.asSystem(async (tx) => {
    const known = await readSecretKeys(tx);
    const dataKeys = await countDataKeys(tx);
    const sealed = await countSealed(tx);
    const processes = await readHolders(tx);
    const next = keys.all.filter(({ id }) => !known.some((key) => key.id === id));
    return {
      ...sealed,
      keys: [
        ...known.map(({ id, since, replacedAt }): KeyStatus => {
          const wraps = dataKeys.get(id) ?? 0;
          const state = replacedAt === null ? 'current' : 'former';
          const mayGo = state === 'former' && wraps === 0 && sealed.sealedDirectly === 0;
          return { id, state, since, replacedAt, here: keys.find(id) !== undefined, dataKeys: wraps, mayGo };
        }),
        ...next.map(({ id }): KeyStatus => {
          const nothing = { since: null, replacedAt: null, dataKeys: 0, mayGo: false };
          return { id, state: 'next', here: true, ...nothing };
        }),
      ],
      processes: processes.map((holder) => ({
        ...holder,
        knowsCurrent: known.some((key) => key.replacedAt === null && holder.keyIds.includes(key.id)),
      })),
    };
  });
}

async function countDataKeys(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; count: number }>(sql`
    select wrapped_by as id, count(*) from (
      select wrapped_by from account_keys union all select wrapped_by from install_keys) k group by 1`);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

async function countSealed(tx: Tx): Promise<Pick<KeysStatus, 'toSeal' | 'sealedDirectly'>> {
  const counts = sealedColumns.map(
    (column) => sql`(select count(*) from ${identifier(column.table)} where ${isSealedOtherwise(column)})`,
  );
  const direct = sealedColumns.map(
    ({ table, column }) =>
      sql`(select count(*) from ${identifier(table)} where substring(${identifier(column)} from 1 for 1) = '\\x01'::bytea)`,
  );
  const sum = (pieces: typeof counts) =>
    sql`(select sum(count) from unnest(array[${join(pieces, ', ')}]) count)`;
  return await tx.one(sql`
    select ${sum(counts)}::bigint as "toSeal", ${sum(direct)}::bigint as "sealedDirectly"`);
}
