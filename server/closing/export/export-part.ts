import { type CsvValue, csvRow } from '#server/platform/csv/index.ts';
import type { Snapshot, Sql } from '#server/platform/database/index.ts';

/** What an export is made of, of one domain. A domain lends its parts; the app puts them together. */
export interface ExportPart {
  /** The tables whose rows it holds. A test looks for tables that are in no part. */
  tables: readonly string[];
  /** How many rows there will be, for parts that can be large: a statement that answers one `count`. */
  count?: Sql;
  /** Its files, one after the other: each is read to its end before the next is asked for. */
  files(account: ExportedAccount): AsyncIterable<ExportFile> | Iterable<ExportFile>;
}

/** The account that is exported, as it was when the export began. */
export interface ExportedAccount {
  id: string;
  snapshot: Snapshot;
}

export interface ExportFile {
  /** Within the archive: `campaigns/….json`. */
  path: string;
  /** What it is, in a sentence for people. */
  about: string;
  pieces: AsyncIterable<Piece> | Iterable<Piece>;
}

/** A piece of a file, and how many rows of it end here. */
export interface Piece {
  text: string;
  rows: number;
}

interface CsvFile {
  path: string;
  about: string;
  /** Names its columns as the file does. */
  statement: Sql;
  tables: readonly string[];
  count?: Sql;
}

/** A part that is one CSV file with the columns of a statement. */
export const csvPart = ({ path, about, statement, tables, count }: CsvFile): ExportPart => ({
  tables,
  ...(count && { count }),
  files: ({ snapshot }) => [{ path, about, pieces: csvPieces(snapshot, statement) }],
});

/**
 * The rows of a statement as pieces of a CSV file, header first.
 * @param change what to write instead of a row
 */
export async function* csvPieces(
  snapshot: Snapshot,
  statement: Sql,
  change: (columns: string[], row: unknown[]) => unknown[] = (_columns, row) => row,
): AsyncGenerator<Piece> {
  let isFirst = true;
  for await (const { columns, rows } of snapshot.rows(statement)) {
    const header = isFirst ? BOM + csvRow(columns) : '';
    const lines = rows.map((row) => csvRow(change(columns, row).map(csvValue)));
    yield { text: header + lines.join(''), rows: rows.length };
    isFirst = false;
  }
}

/** The mark makes spreadsheets read UTF-8. */
export const BOM = '\u{feff}';

/** Several values are joined; what has a form of its own is written as JSON. */
export function csvValue(value: unknown): CsvValue {
  if (Array.isArray(value)) return value.map(String).join('; ');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value as CsvValue;
}

interface JsonFile {
  path: string;
  about: string;
  tables: readonly string[];
  read: (account: ExportedAccount) => Promise<unknown>;
}

/** A part that is one JSON file, small enough to be made at once. */
export const jsonPart = ({ path, about, tables, read }: JsonFile): ExportPart => ({
  tables,
  files: (account) => [{ path, about, pieces: jsonPieces(() => read(account)) }],
});

async function* jsonPieces(read: () => Promise<unknown>): AsyncGenerator<Piece> {
  const value = await read();
  yield { text: `${JSON.stringify(value, null, 2)}\n`, rows: Array.isArray(value) ? value.length : 1 };
}
