import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { markOf } from '../record/recorded-act.ts';
import {
  lineOfStaffAct,
  lineOfStaffOutcome,
  NOTHING_BEFORE,
  type PlacedStaffAct,
  type StaffAct,
  type StaffActOutcome,
} from './staff-act.ts';

/**
 * Adds an act to the log of those who run the install, behind the one before. They are few, so they may wait for each other.
 * @param keys KeyRing.activity
 */
export async function writeStaffAct(database: Database, keys: PurposeKeys, act: StaffAct): Promise<void> {
  await database.asSystem(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(hashtext('staff acts'))`);
    const placed = { ...act, ...(await nextPlace(tx)) };
    await tx.execute(sql`
      insert into staff_acts (number, id, at, user_id, staff_role, about_account, act, object_id, ip, user_agent, previous, mark)
      values (${placed.number}, ${act.id}, ${act.at}, ${act.userId}, ${act.staffRole}, ${act.aboutAccount}, ${act.act},
        ${act.objectId}, ${act.ip}, ${act.userAgent}, ${placed.previous}, ${markOf(keys, lineOfStaffAct(placed))})`);
  });
}

async function nextPlace(tx: Tx): Promise<Pick<PlacedStaffAct, 'number' | 'previous'>> {
  const last = await tx.maybeOne<{ number: number; mark: Buffer }>(
    sql`select number, mark from staff_acts order by number desc limit 1`,
  );
  return last ? { number: last.number + 1, previous: last.mark } : { number: 1, previous: NOTHING_BEFORE };
}

/** @param keys KeyRing.activity */
export async function writeStaffOutcome(
  database: Database,
  keys: PurposeKeys,
  ended: StaffActOutcome,
): Promise<void> {
  const { actId, at, outcome, code, objectId, objectName } = ended;
  await database.asSystem((tx) =>
    tx.execute(sql`
      insert into staff_act_outcomes (act_id, at, outcome, code, object_id, object_name, mark)
      values (${actId}, ${at}, ${outcome}, ${code}, ${objectId}, ${objectName}, ${markOf(keys, lineOfStaffOutcome(ended))})`),
  );
}
