import { createHash } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ZipFile } from 'yazl';
import type { ExportedAccount, ExportFile, ExportPart, Piece } from './export-part.ts';
import { readMe } from './read-me.ts';

/** One file of an archive, as its manifest tells of it. */
export interface FileNote {
  path: string;
  about: string;
  /** Of a CSV file without its header; entries of a list in a JSON file, else 1. */
  rows: number;
  bytes: number;
  /** Of the file's content, in hexadecimal. */
  sha256: string;
}

export interface Archive {
  account: ExportedAccount & { name: string };
  parts: readonly ExportPart[];
  /** Of the product. */
  version: string;
  /** When the snapshot was taken. */
  at: Date;
}

/**
 * Writes the files of an export into a ZIP file, one after the other as they are read. Its directory stands at the end, so
 * an archive that was broken off is none: no program opens it.
 *
 * @param onRows hears how many rows were written since it was called last
 * @param signal ends it in the middle
 */
export async function writeArchive(
  zip: ZipFile,
  { account, parts, version, at }: Archive,
  onRows: (rows: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const notes: FileNote[] = [];
  const add = async (file: ExportFile) => {
    const { pieces, note } = noted(file, onRows);
    const source = addAbortSignal(signal, Readable.from(pieces, { objectMode: false }));
    zip.addReadStream(source, file.path, { mtime: at });
    await finished(source);
    notes.push(note());
  };
  for (const part of parts) for await (const file of part.files(account)) await add(file);
  await add(textFile('README.txt', 'What is in here, for people.', readMe(account.name, at, notes)));
  const manifest = { format: 1, product: 'Mail Minion', version, account: account.id, at, files: notes };
  await add(
    textFile('manifest.json', 'What is in here, for programs.', `${JSON.stringify(manifest, null, 2)}\n`),
  );
  zip.end();
}

/** Passes a file on and counts what goes by. */
function noted({ path, about, pieces }: ExportFile, onRows: (rows: number) => void) {
  const hash = createHash('sha256');
  let [rows, bytes] = [0, 0];
  async function* watched(): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      const buffer = Buffer.from(piece.text);
      hash.update(buffer);
      rows += piece.rows;
      bytes += buffer.length;
      onRows(piece.rows);
      if (buffer.length > 0) yield buffer;
    }
  }
  return {
    pieces: watched(),
    note: (): FileNote => ({ path, about, rows, bytes, sha256: hash.digest('hex') }),
  };
}

const textFile = (path: string, about: string, text: string): ExportFile => ({
  path,
  about,
  pieces: [{ text, rows: 0 } satisfies Piece],
});
