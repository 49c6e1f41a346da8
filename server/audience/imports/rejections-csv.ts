import { csvRow } from '#server/platform/csv/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import type { ContactImport, ImportRejection } from './contract.ts';
import { rejectionHeaders } from './recognise/header-words.ts';

const pageSize = 1000;

/** The file of all rejected rows, piece by piece: line, reason, then the cells as they were brought. */
export async function* rejectionsCsv(
  database: Database,
  accountId: string,
  { id, columns }: Pick<ContactImport, 'id' | 'columns'>,
): AsyncGenerator<string> {
  // The mark makes spreadsheets read UTF-8.
  yield `\u{feff}${csvRow([...rejectionHeaders, ...columns.map(({ header }) => header)])}`;
  for (let after = 0; ; ) {
    const rows = await database.inAccount(accountId, (tx) =>
      tx.query<ImportRejection>(sql`
        select line, reason, cells from import_rejections
        where import_id = ${id} and line > ${after} order by line limit ${pageSize}`),
    );
    yield rows.map(({ line, reason, cells }) => csvRow([line, reason, ...cells])).join('');
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.line;
  }
}
