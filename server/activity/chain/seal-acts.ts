import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { markOf } from '../record/recorded-act.ts';
import { countUse } from '../usage/count-use.ts';
import { readActs, readOutcomes } from './read-rows.ts';
import { hashOfSeal, NOTHING_BEFORE } from './seal-hash.ts';

/** Rows one link covers at most. */
const MOST = 500;

/**
 * Makes links of everything that waits, account by account, so that acts need not wait for each other when they are recorded.
 * Runs every minute; several at once do no harm.
 * @param keys KeyRing.activity
 */
export async function sealActs(database: Database, keys: PurposeKeys, signal?: AbortSignal): Promise<void> {
  const waiting = await database.asSystem((tx) =>
    tx.query<{ accountId: string }>(sql`select distinct account_id as "accountId" from unsealed_acts`),
  );
  for (const { accountId } of waiting) {
    let sealed: number;
    do {
      if (signal?.aborted) return;
      sealed = await database.asSystem((tx) => sealNext(tx, keys, accountId));
    } while (sealed === MOST);
  }
}

/** Adds one link. Answers how many rows it covers; 0 when nothing waited. */
async function sealNext(tx: Tx, keys: PurposeKeys, accountId: string): Promise<number> {
  // One at a time for each chain.
  await tx.query(sql`select pg_advisory_xact_lock(hashtext('seal ' || ${accountId}))`);
  const rows = await takeWaiting(tx, accountId);
  if (rows.length === 0) return 0;
  const idsOf = (part: string) => rows.filter((row) => row.part === part).map(({ id }) => id);
  const acts = await readActs(tx, accountId, idsOf('act'));
  const outcomes = await readOutcomes(tx, accountId, idsOf('outcome'));
  const { number, previous } = await lastLink(tx, accountId);
  const sealedAt = new Date();
  const hash = hashOfSeal({ accountId, number: number + 1, sealedAt, previous, acts, outcomes });
  await tx.execute(sql`
    insert into act_seals (account_id, number, sealed_at, acts, outcomes, previous, hash, mark)
    values (${accountId}, ${number + 1}, ${sealedAt}, ${acts.map(({ id }) => id)}::uuid[],
      ${outcomes.map(({ actId }) => actId)}::uuid[], ${previous}, ${hash}, ${markOf(keys, hash)})`);
  await countUse(
    tx,
    accountId,
    outcomes.filter(({ outcome }) => outcome === 'done').map(({ actId }) => actId),
  );
  return rows.length;
}

/** The oldest first. What is taken here is waiting no more, in the transaction that seals it. */
async function takeWaiting(tx: Tx, accountId: string) {
  const rows = await tx.query<{ id: string; part: string }>(sql`
    delete from unsealed_acts where account_id = ${accountId} and (act_id, part) in (
      select act_id, part from unsealed_acts where account_id = ${accountId} order by act_id, part limit ${MOST})
    returning act_id as id, part`);
  // Ids begin with the time.
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Where the chain has come to. Links that were forgotten are still what the next one stands on. */
export async function lastLink(tx: Tx, accountId: string): Promise<{ number: number; previous: Buffer }> {
  const last = await tx.maybeOne<{ number: number; previous: Buffer }>(sql`
    select number, hash as previous from (
      select number, hash from act_seals where account_id = ${accountId}
      union all select number, hash from act_cuts where account_id = ${accountId}) links
    order by number desc limit 1`);
  return last ?? { number: 0, previous: NOTHING_BEFORE };
}
