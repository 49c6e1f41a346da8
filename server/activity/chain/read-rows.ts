import { sql, type Tx } from '#server/platform/database/index.ts';
import type { RecordedAct, RecordedOutcome } from '../record/recorded-act.ts';

export interface MarkedAct extends RecordedAct {
  mark: Buffer;
}
export interface MarkedOutcome extends RecordedOutcome {
  mark: Buffer;
}

/** Acts by their ids, in the order of the ids; those that are not there are left out. */
export async function readActs(tx: Tx, accountId: string, ids: readonly string[]): Promise<MarkedAct[]> {
  const rows = await tx.query<MarkedAct & { at: string }>(sql`
    select a.account_id as "accountId", a.id, a.at, a.who, a.user_id as "userId", a.key_id as "keyId", a.act,
      a.object_id as "objectId", a.ip, a.user_agent as "userAgent", a.mark
    from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
    join acts a on a.account_id = ${accountId} and a.id = wanted.id order by wanted.place`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/** Outcomes by the ids of their acts, likewise. */
export async function readOutcomes(
  tx: Tx,
  accountId: string,
  actIds: readonly string[],
): Promise<MarkedOutcome[]> {
  const rows = await tx.query<MarkedOutcome & { at: string }>(sql`
    select o.account_id as "accountId", o.act_id as "actId", o.at, o.outcome, o.code, o.object_id as "objectId",
      o.object_name as "objectName", o.mark
    from unnest(${actIds}::uuid[]) with ordinality as wanted (id, place)
    join act_outcomes o on o.account_id = ${accountId} and o.act_id = wanted.id order by wanted.place`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
