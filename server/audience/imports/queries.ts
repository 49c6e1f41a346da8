import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { ContactImport, ImportSummary } from './contract.ts';
import { noCounts } from './counts.ts';
import type { SampledColumn } from './recognise/recognise-file.ts';

const summary = sql`
  i.id, i.list_id as "listId", l.name as "listName", i.file_name as "fileName", i.file_size as "fileSize",
  i.bytes_done as "bytesDone", i.state, i.cancel_requested as "cancelRequested",
  ${JSON.stringify(noCounts)}::jsonb || i.counts as counts, i.error,
  i.created_at as "createdAt", i.started_at as "startedAt", i.finished_at as "finishedAt"`;

type Row = Omit<ContactImport, 'columns' | 'sampleRows' | 'rejections' | 'rejectionReasons'> & {
  columns: SampledColumn[];
};

/** @throws not_found */
export async function readImport(tx: Tx, importId: string): Promise<ContactImport> {
  const row = await tx.maybeOne<Row>(sql`
    select ${summary}, i.format, i.columns, i.mapping, i.options
    from imports i join lists l on l.account_id = i.account_id and l.id = i.list_id
    where i.id = ${importId}`);
  if (!row) throw noSuchImport();
  const rejections = await tx.query<ContactImport['rejections'][number]>(sql`
    select line, reason, cells from import_rejections where import_id = ${importId} order by line limit 20`);
  const rejectionReasons = await tx.query<ContactImport['rejectionReasons'][number]>(sql`
    select reason, count(*) from import_rejections where import_id = ${importId}
    group by reason order by count(*) desc, reason limit 50`);
  const length = Math.max(0, ...row.columns.map(({ sample }) => sample.length));
  const sampleRows = Array.from({ length }, (_, index) =>
    row.columns.map(({ sample }) => sample[index] ?? ''),
  );
  return { ...row, sampleRows, rejections, rejectionReasons };
}

/** Imports, newest first: their ids are made in the order of time, so the cursor is the last one's id. */
export async function findImports(
  tx: Tx,
  wanted: { listId?: string | undefined; cursor?: string | undefined; limit: number },
) {
  const ofList: Sql = wanted.listId ? sql`i.list_id = ${wanted.listId}` : sql`true`;
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from imports i where ${ofList}`,
  );
  const rows = await tx.query<ImportSummary>(sql`
    select ${summary}
    from imports i join lists l on l.account_id = i.account_id and l.id = i.list_id
    where ${ofList} and ${wanted.cursor ? sql`i.id::text < ${wanted.cursor}` : sql`true`}
    order by i.id desc limit ${wanted.limit + 1}`);
  const items = rows.slice(0, wanted.limit);
  return { items, nextCursor: rows.length > items.length ? (items.at(-1)?.id ?? null) : null, total };
}

const noSuchImport = () => problem('not_found', 'There is no such import.');
