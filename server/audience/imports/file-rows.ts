import type { ImportFormat } from './contract.ts';
import { CsvParser, type CsvRow } from './csv/csv-parser.ts';

/** Decoded at once, in bytes: small enough for progress to be seen to move in a file of a megabyte. */
const pieceSize = 64 * 1024;

interface RowsRead {
  rows: CsvRow[];
  /** Bytes of the file behind these rows. */
  bytesDone: number;
}

/** The data rows of a file, some at a time: decoded, cut into cells, without the header. */
export async function* fileRows(
  chunks: AsyncIterable<Buffer>,
  { encoding, delimiter, header }: ImportFormat,
): AsyncGenerator<RowsRead> {
  const decoder = new TextDecoder(encoding);
  const parser = new CsvParser(delimiter);
  let bytesDone = 0;
  let headerAhead = header;
  const take = (text: string, final = false): RowsRead => {
    const rows = parser.push(text, final);
    if (headerAhead && rows.length > 0) {
      rows.shift();
      headerAhead = false;
    }
    return { rows, bytesDone };
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceSize) {
      const piece = chunk.subarray(at, at + pieceSize);
      bytesDone += piece.length;
      yield take(decoder.decode(piece, { stream: true }));
    }
  }
  yield take(decoder.decode(), true);
}
