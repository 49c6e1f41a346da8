import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { Finding } from '../contract.ts';
import { isMarkOf, lineOfAct, lineOfOutcome } from '../record/recorded-act.ts';
import { type MarkedAct, type MarkedOutcome, readActs, readOutcomes } from './read-rows.ts';
import { hashOfSeal, NOTHING_BEFORE } from './seal-hash.ts';
import { type Head, isSignedHead } from './signatures.ts';

/** What looking at a whole chain found. */
export interface Verdict {
  /** Empty: nothing was changed, deleted, slipped in or put into another order. */
  findings: Finding[];
  seals: number;
  acts: number;
  /** Everything recorded up to here is in the chain; null while there is no link yet. */
  sealedUntil: string | null;
}

interface Seal {
  number: number;
  sealedAt: string;
  acts: string[];
  outcomes: string[];
  previous: Buffer;
  hash: Buffer;
  mark: Buffer;
}

/** Links read at once. */
const PAGE = 100;
/** More than this nobody reads. */
const MOST_FINDINGS = 50;

/**
 * Works the chain of an account out again from its rows and compares: marks of rows and links, hashes, numbers, the signed
 * heads of past days, and rows that stand beside the chain.
 * @param keys KeyRing.activity
 */
export async function verifyChain(
  database: Database,
  keys: PurposeKeys,
  accountId: string,
): Promise<Verdict> {
  return await database.asSystem(async (tx) => {
    // One picture of everything, however much is recorded and sealed meanwhile.
    await tx.query(sql`set transaction isolation level repeatable read, read only`);
    const verdict: Verdict = { findings: [], seals: 0, acts: 0, sealedUntil: null };
    await followLinks(tx, keys, accountId, verdict);
    await lookAtWaiting(tx, keys, accountId, verdict);
    await lookBesideChain(tx, accountId, verdict);
    return { ...verdict, findings: verdict.findings.slice(0, MOST_FINDINGS) };
  });
}

async function followLinks(tx: Tx, keys: PurposeKeys, accountId: string, verdict: Verdict): Promise<void> {
  const heads = await readHeads(tx, accountId);
  for (const head of heads)
    if (!isSignedHead(keys, head))
      verdict.findings.push({ kind: 'head_forged', link: head.number, actId: null });
  let { number, hash } = await beginning(tx, accountId);
  for (;;) {
    const seals = await readSeals(tx, accountId, number);
    for (const seal of seals) {
      if (seal.number !== number + 1)
        verdict.findings.push({ kind: 'link_missing', link: number + 1, actId: null });
      else if (!seal.previous.equals(hash))
        verdict.findings.push({ kind: 'link_changed', link: seal.number, actId: null });
      verdict.findings.push(...(await faultsOf(tx, keys, accountId, seal)));
      for (const head of heads)
        if (head.number === seal.number && !head.hash.equals(seal.hash))
          verdict.findings.push({ kind: 'link_changed', link: seal.number, actId: null });
      verdict.seals += 1;
      verdict.acts += seal.acts.length;
      verdict.sealedUntil = seal.sealedAt;
      ({ number, hash } = seal);
    }
    if (seals.length < PAGE) break;
  }
  // The end of a chain could be cut off without a trace in the rest of it.
  const newest = heads.at(-1);
  if (newest && newest.number > number)
    verdict.findings.push({ kind: 'link_missing', link: number + 1, actId: null });
}

/** What is wrong with a link and the rows it covers. */
async function faultsOf(tx: Tx, keys: PurposeKeys, accountId: string, seal: Seal): Promise<Finding[]> {
  const { number, previous } = seal;
  const acts = await readActs(tx, accountId, seal.acts);
  const outcomes = await readOutcomes(tx, accountId, seal.outcomes);
  const faults: Finding[] = [
    ...missing(seal.acts, new Set(acts.map(({ id }) => id)), number),
    ...missing(seal.outcomes, new Set(outcomes.map(({ actId }) => actId)), number),
    ...unmarked(keys, acts, outcomes, number),
  ];
  const sealedAt = new Date(seal.sealedAt);
  const right = hashOfSeal({ accountId, number, sealedAt, previous, acts, outcomes });
  const isWhole = right.equals(seal.hash) && isMarkOf(keys, seal.hash, seal.mark);
  if (!isWhole && faults.length === 0) faults.push({ kind: 'link_changed', link: number, actId: null });
  return faults;
}

const missing = (ids: readonly string[], found: ReadonlySet<string>, link: number): Finding[] =>
  ids.filter((id) => !found.has(id)).map((actId) => ({ kind: 'act_deleted', link, actId }));

function unmarked(
  keys: PurposeKeys,
  acts: readonly MarkedAct[],
  outcomes: readonly MarkedOutcome[],
  link: number | null,
): Finding[] {
  return [
    ...acts.filter((act) => !isMarkOf(keys, lineOfAct(act), act.mark)).map(({ id }) => id),
    ...outcomes
      .filter((outcome) => !isMarkOf(keys, lineOfOutcome(outcome), outcome.mark))
      .map(({ actId }) => actId),
  ].map((actId) => ({ kind: 'act_changed', link, actId }));
}

/** What came in the last minute is in no link yet, but has its mark. */
async function lookAtWaiting(tx: Tx, keys: PurposeKeys, accountId: string, verdict: Verdict): Promise<void> {
  const rows = await tx.query<{ id: string; part: string }>(
    sql`select act_id as id, part from unsealed_acts where account_id = ${accountId} order by act_id`,
  );
  const idsOf = (part: string) => rows.filter((row) => row.part === part).map(({ id }) => id);
  const [actIds, outcomeIds] = [idsOf('act'), idsOf('outcome')];
  const acts = await readActs(tx, accountId, actIds);
  const outcomes = await readOutcomes(tx, accountId, outcomeIds);
  verdict.acts += acts.length;
  verdict.findings.push(
    ...missing(actIds, new Set(acts.map(({ id }) => id)), 0),
    ...missing(outcomeIds, new Set(outcomes.map(({ actId }) => actId)), 0),
    ...unmarked(keys, acts, outcomes, null),
  );
}

/** Rows that no link names and that do not wait for one were slipped in. */
async function lookBesideChain(tx: Tx, accountId: string, verdict: Verdict): Promise<void> {
  const slippedIn = await tx.query<{ id: string }>(sql`
    (select id from acts where account_id = ${accountId}
      except select unnest(acts) from act_seals where account_id = ${accountId}
      except select act_id from unsealed_acts where account_id = ${accountId} and part = 'act')
    union
    (select act_id from act_outcomes where account_id = ${accountId}
      except select unnest(outcomes) from act_seals where account_id = ${accountId}
      except select act_id from unsealed_acts where account_id = ${accountId} and part = 'outcome')
    limit ${MOST_FINDINGS}`);
  verdict.findings.push(
    ...slippedIn.map(({ id }): Finding => ({ kind: 'act_slipped_in', link: null, actId: id })),
  );
}

/** The start of the chain, or where it was cut when its oldest links were forgotten. */
async function beginning(tx: Tx, accountId: string): Promise<{ number: number; hash: Buffer }> {
  const cut = await tx.maybeOne<{ number: number; hash: Buffer }>(
    sql`select number, hash from act_cuts where account_id = ${accountId} order by number desc limit 1`,
  );
  return cut ?? { number: 0, hash: NOTHING_BEFORE };
}

const readSeals = (tx: Tx, accountId: string, after: number) =>
  tx.query<Seal>(sql`
    select number, sealed_at as "sealedAt", acts, outcomes, previous, hash, mark from act_seals
    where account_id = ${accountId} and number > ${after} order by number limit ${PAGE}`);

const readHeads = (tx: Tx, accountId: string) =>
  tx.query<Head>(sql`
    select account_id as "accountId", day::text, number, hash, signature from act_heads
    where account_id = ${accountId} order by day`);
