import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { FieldType } from '../fields/contract.ts';
import { fieldTypes } from '../fields/queries.ts';
import { AddressSet } from './address-set.ts';
import type { ColumnTarget, ImportColumn, ImportCounts, ImportFormat, ImportOptions } from './contract.ts';
import { noCounts } from './counts.ts';
import type { CsvRow } from './csv/csv-parser.ts';
import { fileRows } from './file-rows.ts';
import { refreshStatistics } from './refresh-statistics.ts';
import { type RowReader, rowReader } from './row-reader.ts';
import { type Batch, OverPlan, type Pass, rejected, settleBatch, stateOf } from './settle-batch.ts';
import { forgetFile, readStoredFile } from './stored-file.ts';

const batchSize = 2000;

interface Loaded {
  listId: string;
  format: ImportFormat;
  columns: ImportColumn[];
  mapping: ColumnTarget[];
  options: ImportOptions;
  counts: Partial<ImportCounts>;
  types: Map<string, FieldType>;
}

interface Job {
  accountId: string;
  importId: string;
  mode: Pass['mode'];
  /** Whose import it is, when that is a member restricted to certain lists. */
  memberId?: string | null | undefined;
}

/**
 * Goes over a stored file from beginning to end, batch by batch. Killed at any moment, it goes on where the last settled
 * batch ended when called again: earlier rows are read once more, to know their addresses, and not counted again.
 * @throws when asked to stop or the database is away; to be called again later.
 */
export async function passOverFile(database: Database, job: Job, signal: AbortSignal): Promise<void> {
  const loaded = await database.inAccount(job.accountId, (tx) => load(tx, job));
  if (!loaded) return;
  try {
    if (!(await readAll(database, job, loaded, signal))) return;
    if (job.mode === 'run') await refreshStatistics(database, job.accountId);
    await database.inAccount(job.accountId, (tx) => finish(tx, job));
  } catch (error) {
    const reason = reasonToGiveUp(error);
    if (!reason) throw error;
    await database.inAccount(job.accountId, (tx) => giveUp(tx, job, reason));
  }
}

async function load(tx: Tx, { importId, mode }: Job): Promise<Loaded | undefined> {
  const row = await tx.maybeOne<Omit<Loaded, 'types'>>(sql`
    select list_id as "listId", format, columns, mapping, options, counts from imports
    where id = ${importId} and state = ${stateOf[mode]}`);
  return row && { ...row, types: await fieldTypes(tx) };
}

/** @returns whether the end of the file was reached. */
async function readAll(database: Database, job: Job, loaded: Loaded, signal: AbortSignal): Promise<boolean> {
  const { accountId, importId } = job;
  const pass: Pass = {
    ...job,
    listId: loaded.listId,
    options: loaded.options,
    memberId: job.memberId ?? null,
  };
  const sorter = rowSorter(rowReader(loaded.mapping, loaded.columns, loaded.types, loaded.options));
  let counts: ImportCounts | undefined = { ...noCounts, ...loaded.counts };
  let ahead = counts.rows;
  let batch = emptyBatch();
  let outdated = 1;
  for await (const { rows, bytesDone } of fileRows(
    readStoredFile(database, accountId, importId),
    loaded.format,
  )) {
    for (const row of rows) {
      sorter(row, ahead > 0 ? undefined : batch);
      if (ahead > 0) ahead -= 1;
    }
    batch.bytesDone = bytesDone;
    if (sizeOf(batch) < batchSize) continue;
    signal.throwIfAborted();
    counts = await settleBatch(database, pass, counts, batch);
    if (!counts) return false;
    batch = emptyBatch();
    if (job.mode === 'run' && counts.created >= outdated) {
      await refreshStatistics(database, accountId);
      outdated = counts.created * 4;
    }
  }
  // The last batch may be empty and settles all the same: it is what notices a cancelled or lost pass.
  return (await settleBatch(database, pass, counts, batch)) !== undefined;
}

const emptyBatch = (): Batch => ({ people: [], duplicates: 0, rejections: [], bytesDone: 0 });
const sizeOf = ({ people, duplicates, rejections }: Batch) => people.length + duplicates + rejections.length;

/** Sorts rows into the batch; without one a row is only remembered, as the first of its address. */
function rowSorter(read: RowReader): (row: CsvRow, batch: Batch | undefined) => void {
  const seen = new AddressSet();
  return (row, batch) => {
    const reading = row.fault ? { reason: row.fault } : read(row.cells);
    if ('reason' in reading) batch?.rejections.push(rejected(row, reading.reason));
    else if (seen.add(reading.person.key)) batch?.people.push({ ...reading.person, row });
    else if (batch) batch.duplicates += 1;
  };
}

async function finish(tx: Tx, { importId, mode }: Job): Promise<void> {
  await tx.execute(sql`
    update imports set state = ${mode === 'run' ? 'done' : 'checked'}, bytes_done = file_size, finished_at = now()
    where id = ${importId} and state = ${stateOf[mode]}`);
  if (mode === 'run') await forgetFile(tx, importId);
}

/** Values the database will never take would only come back; all else may pass. */
function reasonToGiveUp(error: unknown): string | undefined {
  if (error instanceof OverPlan) return error.message;
  if (/^2[23]/.test((error as { code?: string }).code ?? ''))
    return 'A value in this file cannot be stored. The counts tell how far it came; what follows was left alone.';
  return undefined;
}

async function giveUp(tx: Tx, { importId, mode }: Job, reason: string): Promise<void> {
  await tx.execute(sql`
    update imports set state = 'failed', error = ${reason}, finished_at = now()
    where id = ${importId} and state = ${stateOf[mode]}`);
  await forgetFile(tx, importId);
}
