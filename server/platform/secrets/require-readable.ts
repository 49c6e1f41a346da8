import { identifier, sql, type Tx } from '../database/index.ts';
import type { SealedColumn } from './sealed-column.ts';
import type { Secrets } from './secrets.ts';
import { UnreadableSecretError } from './unreadable-secret.ts';

/**
 * For a database of a version that did not write down its key yet: whether what is sealed in it opens with the one given.
 * @throws one sentence when something is sealed and nothing opens
 */
export async function requireReadable(
  tx: Tx,
  secrets: Secrets,
  columns: readonly SealedColumn[],
  where: string,
): Promise<void> {
  const found: (boolean | undefined)[] = [];
  for (const column of columns) found.push(await isReadable(tx, secrets, column));
  if (!found.includes(false) || found.includes(true)) return;
  throw new Error(
    `The secret key does not fit the database: ${where} opens none of its secrets. Put the right key back; it is in the backup, ` +
      'beside that of the database. See docs/keys.md.',
  );
}

/** Undefined where nothing is stored. */
async function isReadable(tx: Tx, secrets: Secrets, column: SealedColumn): Promise<boolean | undefined> {
  const stored = await tx.maybeOne<{ accountId: string | null; row: string; sealed: Buffer }>(sql`
    select ${column.account} as "accountId", ${column.row} as row, ${identifier(column.column)} as sealed
    from ${identifier(column.table)} where ${identifier(column.column)} is not null limit 1`);
  if (!stored) return undefined;
  const { accountId, row, sealed } = stored;
  try {
    await secrets.open({ in: column, accountId, row }, sealed, tx);
    return true;
  } catch (error) {
    if (error instanceof UnreadableSecretError) return false;
    throw error;
  }
}
