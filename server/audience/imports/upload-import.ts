import { Readable } from 'node:stream';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { findFields } from '../fields/queries.ts';
import { requireLists } from '../lists/queries.ts';
import { type ImportFormat, importFileLimit } from './contract.ts';
import { EncodingRecogniser } from './recognise/recognise-encoding.ts';
import { recogniseFile } from './recognise/recognise-file.ts';
import { chunkSize, forgetFile, readChunk, storeChunk } from './stored-file.ts';

/** How much of a file is looked at to recognise its format, in bytes. */
const sampleSize = 256 * 1024;

interface Upload {
  accountId: string;
  userId: string | null;
  listId: string;
  fileName: string;
  /** The request's body: a stream of the file's bytes. */
  file: unknown;
}

/**
 * Stores a file as it arrives and recognises its format. All of it in the caller's transaction: an upload that breaks
 * off leaves nothing behind.
 * @returns the import's id.
 * @throws not_found for the list; blocked when too much waits already; invalid_input, too_large for the file.
 */
export async function uploadImport(tx: Tx, upload: Upload): Promise<string> {
  const { accountId, listId, fileName, userId } = upload;
  await requireLists(tx, [listId]);
  const { file } = upload;
  if (!(file instanceof Readable))
    throw problem('invalid_input', 'Send the file itself, as application/octet-stream.');
  await requireSpace(tx).catch((error) => {
    file.resume();
    throw error;
  });
  const importId = newId();
  await tx.execute(sql`
    insert into imports (account_id, id, list_id, file_name, file_size, state, mapping, created_by)
    values (${accountId}, ${importId}, ${listId}, ${fileName}, 0, 'uploaded', '[]', ${userId})`);
  const { size, encoding } = await storeFile(tx, accountId, importId, file).catch((error) => {
    // Whoever is refused must be read to the end, or would see a broken connection in place of the reason.
    file.resume();
    throw error;
  });
  await tx.execute(sql`update imports set file_size = ${size} where id = ${importId}`);
  await recogniseImport(tx, importId, { encoding });
  await giveUpOldUploads(tx);
  return importId;
}

/** Bytes of files that may wait in one account: nobody fills the disk of all. Older ones go with this upload. */
const MOST_WAITING = 5 * importFileLimit;

async function requireSpace(tx: Tx): Promise<void> {
  const { waiting } = await tx.one<{ waiting: number }>(sql`
    select coalesce(sum(file_size), 0)::bigint as waiting from imports
    where state in ('uploaded', 'checking', 'checked', 'running') and created_at > now() - interval '7 days'`);
  if (waiting >= MOST_WAITING)
    throw problem('blocked', 'Files of 1 GB wait to be imported already. Import them, or cancel some.');
}

/** Files that were uploaded and never imported do not lie about for longer than a week. */
async function giveUpOldUploads(tx: Tx): Promise<void> {
  const old = await tx.query<{ id: string }>(sql`
    update imports set state = 'cancelled', finished_at = now()
    where state in ('uploaded', 'checked') and created_at < now() - interval '7 days' returning id`);
  for (const { id } of old) await forgetFile(tx, id);
}

/** Reads the beginning of the stored file, in the format given as far as it is given, and keeps columns and guesses. */
export async function recogniseImport(
  tx: Tx,
  importId: string,
  given: Pick<ImportFormat, 'encoding'> & Partial<ImportFormat>,
): Promise<void> {
  const first = (await readChunk(tx, importId, 0)) ?? Buffer.alloc(0);
  const sample = first.subarray(0, sampleSize);
  const { size } = await tx.one<{ size: number }>(
    sql`select file_size as size from imports where id = ${importId}`,
  );
  const { format, columns } = recogniseFile(sample, sample.length === size, given, await findFields(tx));
  await tx.execute(sql`
    update imports set state = 'uploaded', format = ${JSON.stringify(format)}::jsonb,
      columns = ${JSON.stringify(columns)}::jsonb, mapping = '[]', counts = '{}', bytes_done = 0
    where id = ${importId}`);
  await tx.execute(sql`delete from import_rejections where import_id = ${importId}`);
}

async function storeFile(tx: Tx, accountId: string, importId: string, file: Readable) {
  const recogniser = new EncodingRecogniser();
  let size = 0;
  let number = 0;
  for await (const chunk of inChunks(file)) {
    size += chunk.length;
    if (size > importFileLimit)
      throw problem(
        'too_large',
        'This file is larger than 200 MB. Split it and import the parts one after the other.',
      );
    if (number === 0) refuseWorkbook(chunk);
    recogniser.push(chunk);
    await storeChunk(tx, accountId, importId, number++, chunk);
  }
  if (size === 0) throw problem('invalid_input', 'This file is empty.');
  const encoding = recogniser.finish();
  if (!encoding)
    throw problem('invalid_input', 'This is not a text file. Export the contacts as CSV and upload that.');
  return { size, encoding };
}

async function* inChunks(file: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const part of file.iterator({ destroyOnReturn: false })) {
    parts.push(part);
    length += part.length;
    if (length < chunkSize) continue;
    let all = Buffer.concat(parts);
    for (; all.length >= chunkSize; all = all.subarray(chunkSize)) yield all.subarray(0, chunkSize);
    parts = [all];
    length = all.length;
  }
  if (length > 0) yield Buffer.concat(parts);
}

function refuseWorkbook(start: Buffer): void {
  const isZip = start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'));
  const isOldExcel = start.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]));
  if (isZip || isOldExcel)
    throw problem(
      'invalid_input',
      'This is a spreadsheet or an archive, not a CSV file. In your spreadsheet choose “Save as CSV” and upload that.',
    );
}
