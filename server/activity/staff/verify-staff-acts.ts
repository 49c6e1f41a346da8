import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { isMarkOf } from '../record/recorded-act.ts';
import {
  lineOfStaffAct,
  lineOfStaffOutcome,
  type PlacedStaffAct,
  type StaffActOutcome,
} from './staff-act.ts';

/** Rows read at once. */
const PAGE = 1000;
/** More than this nobody reads. */
const MOST_FAULTS = 50;

/** What is wrong with the log of those who run the install: numbers of acts that were changed or are missing. */
export interface StaffLogVerdict {
  acts: number;
  faults: { number: number; kind: 'changed' | 'missing' }[];
}

type Row = PlacedStaffAct & { mark: Buffer };

/**
 * Reads the log from its beginning and compares the marks: of each act, of how it ended, and of the ends that were anchored.
 * @param keys KeyRing.activity
 */
export async function verifyStaffActs(tx: Tx, keys: PurposeKeys): Promise<StaffLogVerdict> {
  const verdict: StaffLogVerdict = { acts: 0, faults: [] };
  const anchored = await readAnchored(tx);
  let before: Row | undefined;
  for (;;) {
    const rows = await readPage(tx, before?.number ?? 0);
    for (const row of rows) {
      if (before && row.number !== before.number + 1)
        verdict.faults.push({ number: before.number + 1, kind: 'missing' });
      else if ((before && !row.previous.equals(before.mark)) || !isWhole(keys, row, anchored))
        verdict.faults.push({ number: row.number, kind: 'changed' });
      before = row;
    }
    verdict.acts += rows.length;
    verdict.faults.push(...(await changedOutcomes(tx, keys, rows)));
    if (rows.length < PAGE) break;
  }
  const end = Math.max(0, ...anchored.keys());
  if (end > (before?.number ?? 0))
    verdict.faults.push({ number: (before?.number ?? 0) + 1, kind: 'missing' });
  return { ...verdict, faults: verdict.faults.slice(0, MOST_FAULTS) };
}

function isWhole(keys: PurposeKeys, row: Row, anchored: ReadonlyMap<number, Buffer>): boolean {
  const kept = anchored.get(row.number);
  return isMarkOf(keys, lineOfStaffAct(row), row.mark) && (kept === undefined || kept.equals(row.mark));
}

async function readAnchored(tx: Tx): Promise<Map<number, Buffer>> {
  const rows = await tx.query<{ number: number; mark: Buffer }>(
    sql`select staff_number as number, staff_mark as mark from act_anchors where staff_number is not null`,
  );
  return new Map(rows.map(({ number, mark }) => [number, mark]));
}

async function readPage(tx: Tx, after: number): Promise<Row[]> {
  const rows = await tx.query<Omit<Row, 'at'> & { at: string }>(sql`
    select number, id, at, user_id as "userId", staff_role as "staffRole", about_account as "aboutAccount", act,
      object_id as "objectId", ip, user_agent as "userAgent", previous, mark
    from staff_acts where number > ${after} order by number limit ${PAGE}`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

async function changedOutcomes(
  tx: Tx,
  keys: PurposeKeys,
  acts: readonly Row[],
): Promise<StaffLogVerdict['faults']> {
  const numbers = new Map(acts.map(({ id, number }) => [id, number]));
  const rows = await tx.query<Omit<StaffActOutcome, 'at'> & { at: string; mark: Buffer }>(sql`
    select act_id as "actId", at, outcome, code, object_id as "objectId", object_name as "objectName", mark
    from staff_act_outcomes where act_id = any (${[...numbers.keys()]}::uuid[])`);
  return rows
    .filter((row) => !isMarkOf(keys, lineOfStaffOutcome({ ...row, at: new Date(row.at) }), row.mark))
    .map(({ actId }) => ({ number: numbers.get(actId) ?? 0, kind: 'changed' as const }));
}
