import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Prepared, prepared, type Sql, sql } from '#server/platform/database/index.ts';
import { lineOfAct, lineOfOutcome, markOf, type RecordedAct, type RecordedOutcome } from './recorded-act.ts';

/**
 * Adds acts in a transaction of their own that does not wait for the disk. What is done afterwards is committed later and waits
 * for all of the log of the database up to there: so whatever outlives a crash has its act beside it.
 */
export const actsAtOnce = (keys: PurposeKeys, acts: readonly RecordedAct[]): Prepared =>
  prepared(
    'record acts',
    sql`with relaxed as materialized (${doNotWait}), ${addingActs(keys, acts, sql`relaxed,`)}`,
  );

export const outcomesAtOnce = (keys: PurposeKeys, outcomes: readonly RecordedOutcome[]): Prepared =>
  prepared(
    'record outcomes of acts',
    sql`with relaxed as materialized (${doNotWait}), ${addingOutcomes(keys, outcomes, sql`relaxed,`)}`,
  );

const doNotWait = sql`select set_config('synchronous_commit', 'off', true)`;

/** Adds an act and how it ended as part of a transaction, for what the product does by itself. */
export const actWithin = (keys: PurposeKeys, act: RecordedAct): Sql =>
  sql`with ${addingActs(keys, [act], sql``)}`;
export const outcomeWithin = (keys: PurposeKeys, outcome: RecordedOutcome): Sql =>
  sql`with ${addingOutcomes(keys, [outcome], sql``)}`;

function addingActs(keys: PurposeKeys, acts: readonly RecordedAct[], first: Sql): Sql {
  const rows = acts.map((act) => ({ ...act, mark: markOf(keys, lineOfAct(act)).toString('hex') }));
  return sql`added as (
      insert into acts (account_id, id, at, who, user_id, key_id, act, object_id, ip, user_agent, mark)
      select "accountId", id, at, who, "userId", "keyId", act, "objectId", ip, "userAgent", decode(mark, 'hex')
      from ${first} jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        "accountId" uuid, id uuid, at timestamptz, who text, "userId" uuid, "keyId" uuid, act text, "objectId" text,
        ip text, "userAgent" text, mark text)
      returning account_id, id)
    insert into unsealed_acts (account_id, act_id, part) select account_id, id, 'act' from added`;
}

function addingOutcomes(keys: PurposeKeys, outcomes: readonly RecordedOutcome[], first: Sql): Sql {
  const rows = outcomes.map((outcome) => ({
    ...outcome,
    mark: markOf(keys, lineOfOutcome(outcome)).toString('hex'),
  }));
  return sql`added as (
      insert into act_outcomes (account_id, act_id, at, outcome, code, object_id, object_name, mark)
      select "accountId", "actId", at, outcome, code, "objectId", "objectName", decode(mark, 'hex')
      from ${first} jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (
        "accountId" uuid, "actId" uuid, at timestamptz, outcome text, code text, "objectId" text, "objectName" text,
        mark text)
      returning account_id, act_id)
    insert into unsealed_acts (account_id, act_id, part) select account_id, act_id, 'outcome' from added`;
}
