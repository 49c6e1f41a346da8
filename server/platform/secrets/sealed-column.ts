import { identifier, type Sql, sql } from '../database/index.ts';

/** A column that holds sealed secrets. All of them are listed in app/sealed-columns.ts; a test compares with the catalogue. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** Whose data key seals it, as an account's id; null in a row: the install's own. */
  readonly account: Sql;
  /** What names a row within the install, as text: the same that `row` is for sealing and opening. */
  readonly row: Sql;
}

/** The very place a secret is stored at; sealed there, it cannot be opened anywhere else. */
export interface Place {
  in: SealedColumn;
  /** Null where nobody's but the install's key seals it. */
  accountId: string | null;
  row: string;
}

/**
 * Declares a column of sealed secrets.
 * @param of.row `id` unless something else names a row
 * @param of.account null where all of them belong to the install
 */
export const sealedColumn = (
  table: string,
  column: string,
  { account, row = sql`id::text` }: { account?: null; row?: Sql } = {},
): SealedColumn => ({
  table,
  column,
  // With its table: within a subquery the name alone would mean that of another.
  account: account === null ? sql`null::uuid` : sql`${identifier(table)}.account_id`,
  row,
});
