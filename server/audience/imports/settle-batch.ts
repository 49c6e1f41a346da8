import { overContacts, roomForContacts, whatToDo } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { storable } from '../fields/field-value.ts';
import type { ImportCounts, ImportOptions } from './contract.ts';
import { addCounts } from './counts.ts';
import type { CsvRow } from './csv/csv-parser.ts';
import { decide } from './decide.ts';
import { lookUp } from './look-up.ts';
import type { Person } from './row-reader.ts';
import { forgetFile } from './stored-file.ts';
import { type Import, Overtaken, writePeople } from './write-people.ts';

/** Rows of the file that follow one another, by what became of them. */
export interface Batch {
  people: (Person & { row: CsvRow })[];
  duplicates: number;
  rejections: Rejection[];
  bytesDone: number;
}

interface Rejection {
  line: number;
  reason: string;
  cells: string[];
}

/** A row that is not taken, as it is kept: what no honest row has is cut. */
export const rejected = ({ line, cells }: CsvRow, reason: string): Rejection => ({
  line,
  reason,
  cells: cells.slice(0, 250).map((cell) => storable(cell.slice(0, 4096))),
});

export interface Pass extends Import {
  /** `check` counts what `run` would do, and changes no contact. */
  mode: 'check' | 'run';
  options: ImportOptions;
  /** Whose reach it keeps to; null for that of the account. */
  memberId: string | null;
}

/** Whoever may not see a contact would otherwise see and change it by bringing its address. */
const BEYOND_REACH =
  'belongs to a contact you do not see; ask somebody who sees all lists to put them on yours';

/** More contacts than the account's plan allows: nothing of the batch was written. */
export class OverPlan extends Error {
  override name = 'OverPlan';
}

export const stateOf = { check: 'checking', run: 'running' } as const;

/**
 * Settles one batch: people, rejections, counts and the point to go on from change together or not at all.
 * @param counts as the rows before this batch left them.
 * @returns the new counts; undefined when the pass is over: cancelled, deleted, or carried on by another worker.
 */
export async function settleBatch(
  database: Database,
  pass: Pass,
  counts: ImportCounts,
  batch: Batch,
): Promise<ImportCounts | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.inAccount(pass.accountId, (tx) => settle(tx, pass, counts, batch));
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === 5) throw error;
    }
  }
}

async function settle(
  tx: Tx,
  pass: Pass,
  counts: ImportCounts,
  batch: Batch,
): Promise<ImportCounts | undefined> {
  if (!(await mayGoOn(tx, pass, counts.rows))) return undefined;
  const { accountId, importId } = pass;
  // One order for all, so that two imports of the same people wait for each other instead of deadlocking.
  const people = batch.people.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const known = await lookUp(
    tx,
    pass,
    people.map(({ key }) => key),
  );
  const isBeyond = ({ key }: Person) => known.get(key)?.isBeyondReach === true;
  const decisions = people
    .filter((person) => !isBeyond(person))
    .map((person) => decide(person, known.get(person.key), pass.options));
  const beyond = people.filter(isBeyond).map(({ row }) => rejected(row, BEYOND_REACH));
  const rejections = [...batch.rejections, ...beyond];
  await insertRejections(tx, pass, rejections);
  const after = addCounts(counts, {
    decisions,
    duplicates: batch.duplicates,
    rejected: rejections.length,
  });
  if (pass.mode === 'run') {
    await requireRoom(tx, accountId, after.created - counts.created);
    await writePeople(tx, pass, decisions);
  }
  await tx.execute(sql`
    update imports set counts = ${JSON.stringify(after)}::jsonb, bytes_done = ${batch.bytesDone} where id = ${importId}`);
  return after;
}

/** @throws OverPlan when the account's plan leaves less than so many new contacts */
async function requireRoom(tx: Tx, accountId: string, created: number): Promise<void> {
  if (created === 0) return;
  const room = await roomForContacts(tx, accountId);
  if (!room || created <= room.left) return;
  throw new OverPlan(
    `${overContacts(room)} What came before in this file is imported and stays; the rest was left alone. ${whatToDo.contacts} Then upload the file again: who is here already is recognised.`,
  );
}

/** Locks the import. `rows` is the resume point: when it moved, another worker has taken this pass over. */
async function mayGoOn(tx: Tx, { importId, mode }: Pass, rows: number): Promise<boolean> {
  const now = await tx.maybeOne<{ state: string; cancelRequested: boolean; rows: number }>(sql`
    select state, cancel_requested as "cancelRequested", coalesce((counts ->> 'rows')::int, 0) as rows
    from imports where id = ${importId} for update`);
  if (!now || now.state !== stateOf[mode] || now.rows !== rows) return false;
  if (!now.cancelRequested) return true;
  // What a check counted never happened.
  const counts = mode === 'check' ? sql`'{}'` : sql`counts`;
  await tx.execute(
    sql`update imports set state = 'cancelled', finished_at = now(), counts = ${counts} where id = ${importId}`,
  );
  await forgetFile(tx, importId);
  return false;
}

async function insertRejections(
  tx: Tx,
  { accountId, importId }: Import,
  rejections: readonly Rejection[],
): Promise<void> {
  if (rejections.length === 0) return;
  await tx.execute(sql`
    insert into import_rejections (account_id, import_id, line, reason, cells)
    select ${accountId}, ${importId}, line, reason, cells
    from jsonb_to_recordset(${JSON.stringify(rejections)}::jsonb) as r(line int, reason text, cells jsonb)`);
}
