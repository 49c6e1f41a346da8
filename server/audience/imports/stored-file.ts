import { type Database, sql, type Tx } from '#server/platform/database/index.ts';

/** Size of the pieces a file is kept in, in bytes. */
export const chunkSize = 1024 * 1024;

export async function storeChunk(
  tx: Tx,
  accountId: string,
  importId: string,
  number: number,
  bytes: Buffer,
): Promise<void> {
  await tx.execute(sql`
    insert into import_chunks (account_id, import_id, number, bytes)
    values (${accountId}, ${importId}, ${number}, ${bytes})`);
}

export async function readChunk(tx: Tx, importId: string, number: number): Promise<Buffer | undefined> {
  const chunk = await tx.maybeOne<{ bytes: Buffer }>(
    sql`select bytes from import_chunks where import_id = ${importId} and number = ${number}`,
  );
  return chunk?.bytes;
}

/** The contacts are in their place; a second copy of them in the file is not kept. */
export async function forgetFile(tx: Tx, importId: string): Promise<void> {
  await tx.execute(sql`delete from import_chunks where import_id = ${importId}`);
}

/** The bytes of a stored file, one chunk at a time and each in a transaction of its own. */
export async function* readStoredFile(
  database: Database,
  accountId: string,
  importId: string,
): AsyncGenerator<Buffer> {
  for (let number = 0; ; number++) {
    const bytes = await database.inAccount(accountId, (tx) => readChunk(tx, importId, number));
    if (!bytes) return;
    yield bytes;
  }
}
