import { readAddress } from '#server/compliance/index.ts';
import type { ImportFormat } from '../contract.ts';
import { CsvParser, type CsvRow } from '../csv/csv-parser.ts';

type Delimiter = ImportFormat['delimiter'];
const delimiters: Delimiter[] = [',', ';', '\t', '|'];

/** The first rows of a sample, read with the delimiter. `whole` when the sample is the whole file. */
export function sampleRows(text: string, delimiter: Delimiter, whole: boolean): CsvRow[] {
  return new CsvParser(delimiter).push(text, whole).slice(0, 500);
}

/** The delimiter that cuts most rows into the same number of cells, more than one; a comma for a single column. */
export function recogniseDelimiter(text: string, whole: boolean): Delimiter {
  const scored = delimiters.map((delimiter) => ({
    delimiter,
    score: evenness(sampleRows(text, delimiter, whole)),
  }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).delimiter;
}

function evenness(rows: CsvRow[]): number {
  const widths = new Map<number, number>();
  for (const { cells } of rows) widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1);
  const [width, count] = [...widths].reduce((most, next) => (next[1] > most[1] ? next : most), [1, 0]);
  return width === 1 ? 0 : count / rows.length + width / 10_000;
}

/** A first row without a single address names the columns. */
export function recogniseHeader(rows: CsvRow[]): boolean {
  return rows.length > 0 && !rows[0]!.cells.some((cell) => readAddress(cell.trim()).ok);
}
