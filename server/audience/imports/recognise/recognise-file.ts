import { problem } from '#server/platform/http/index.ts';
import type { ContactField } from '../../fields/contract.ts';
import { storable } from '../../fields/field-value.ts';
import { type ImportColumn, type ImportFormat, importColumnLimit } from '../contract.ts';
import { guessColumns } from './guess-columns.ts';
import { recogniseDelimiter, recogniseHeader, sampleRows } from './recognise-format.ts';

/** A column with the cells of the first rows as they stand in the file. */
export interface SampledColumn extends ImportColumn {
  sample: string[];
}

/**
 * Reads the beginning of a file.
 * @param sample its first bytes; `whole` when there are no more.
 * @param given what is known about the format already; the rest is recognised.
 * @throws invalid_input when it has no rows or too many columns.
 */
export function recogniseFile(
  sample: Buffer,
  whole: boolean,
  given: Pick<ImportFormat, 'encoding'> & Partial<ImportFormat>,
  fields: readonly ContactField[],
): { format: ImportFormat; columns: SampledColumn[] } {
  const text = new TextDecoder(given.encoding).decode(sample, { stream: !whole });
  const delimiter = given.delimiter ?? recogniseDelimiter(text, whole);
  const rows = sampleRows(text, delimiter, whole);
  const header = given.header ?? recogniseHeader(rows);
  if (rows.length === 0) throw problem('invalid_input', 'There is no readable row in this file.');
  const columns = describe(
    rows.map(({ cells }) => cells),
    header,
    fields,
  );
  return { format: { encoding: given.encoding, delimiter, header }, columns };
}

function describe(rows: string[][], header: boolean, fields: readonly ContactField[]): SampledColumn[] {
  const data = header ? rows.slice(1) : rows;
  const width = header ? rows[0]!.length : Math.max(...data.map((cells) => cells.length));
  if (width > importColumnLimit)
    throw problem(
      'invalid_input',
      `The file has ${width} columns; at most ${importColumnLimit} can be read.`,
    );
  const headers = Array.from({ length: width }, (_, index) =>
    header ? storable(rows[0]![index]!.slice(0, 200)) : '',
  );
  const sample = data.slice(0, 5);
  return guessColumns(headers, data, fields).map((column, index) => ({
    ...column,
    sample: sample.map((cells) => storable((cells[index] ?? '').slice(0, 200))),
  }));
}
