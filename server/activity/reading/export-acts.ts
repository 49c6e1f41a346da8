import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { csvRow } from '#server/platform/csv/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { readActs, readOutcomes } from '../chain/read-rows.ts';
import { leafOfAct, leafOfOutcome } from '../chain/seal-hash.ts';
import { formerPublicKeysOf, publicKeyOf } from '../chain/signatures.ts';
import type { ActivityAct, ActivityFilter } from '../contract.ts';
import type { Sentences } from '../sentences.ts';
import { findActs } from './find-acts.ts';

const AT_ONCE = 2000;

interface Export {
  database: Database;
  accountId: string;
  filter: ActivityFilter;
  sentences: Sentences;
}

/** A few thousand at a time, each in a transaction of its own, so that a slow reader holds no database connection. */
async function* pages({ database, accountId, filter, sentences }: Export): AsyncGenerator<ActivityAct[]> {
  let before: string | undefined;
  for (;;) {
    const rows = await database.asSystem((tx) =>
      findActs(tx, accountId, { ...filter, before, limit: AT_ONCE }, sentences),
    );
    yield rows;
    if (rows.length < AT_ONCE) return;
    before = rows.at(-1)!.id;
  }
}

const header = [
  'at',
  'who',
  'who_kind',
  'who_id',
  'did',
  'act',
  'object',
  'object_id',
  'outcome',
  'code',
  'ip',
  'browser',
  'id',
];

/** As pieces of a CSV file, header first. */
export async function* csvOfActs(wanted: Export): AsyncGenerator<string> {
  yield csvRow(header);
  for await (const rows of pages(wanted)) yield rows.map(lineOf).join('');
}

const lineOf = ({ id, at, who, did, act, object, outcome, code, ip, userAgent }: ActivityAct) =>
  csvRow([
    at,
    who.name,
    who.kind,
    who.id,
    did,
    act,
    object.name,
    object.id,
    outcome,
    code,
    ip,
    userAgent,
    id,
  ]);

/** As pieces of a JSON document: the acts, then what shows that they are whole. */
export async function* jsonOfActs(wanted: Export, keys: PurposeKeys): AsyncGenerator<string> {
  const { database, accountId } = wanted;
  const publicKeys = { publicKey: publicKeyOf(keys), formerPublicKeys: formerPublicKeysOf(keys) };
  yield `${JSON.stringify({ accountId, ...publicKeys }).slice(0, -1)},"acts":[`;
  let isFirst = true;
  for await (const rows of pages(wanted)) {
    const leaves = await readLeaves(database, accountId, rows);
    const texts = rows.map((row) => JSON.stringify({ ...row, ...leaves.get(row.id) }));
    if (texts.length > 0) yield `${isFirst ? '' : ','}\n${texts.join(',\n')}`;
    isFirst &&= texts.length === 0;
  }
  yield '],"links":[';
  for (let after = 0, more = true; more; ) {
    const links = await database.asSystem((tx) =>
      tx.query<{ number: number }>(sql`
        select number, sealed_at as "sealedAt", acts, outcomes, encode(previous, 'hex') as previous, encode(hash, 'hex') as hash
        from act_seals where account_id = ${accountId} and number > ${after} order by number limit ${AT_ONCE}`),
    );
    if (links.length > 0)
      yield `${after > 0 ? ',' : ''}\n${links.map((link) => JSON.stringify(link)).join(',\n')}`;
    after = links.at(-1)?.number ?? after;
    more = links.length === AT_ONCE;
  }
  const heads = await database.asSystem((tx) =>
    tx.query(sql`
      select day::text, number, encode(hash, 'hex') as hash, encode(signature, 'base64') as signature
      from act_heads where account_id = ${accountId} order by day`),
  );
  yield `],"heads":${JSON.stringify(heads)}}\n`;
}

/** What links of the chain are made of, by act. */
async function readLeaves(database: Database, accountId: string, rows: readonly ActivityAct[]) {
  const ids = rows.map(({ id }) => id);
  return await database.asSystem(async (tx) => {
    const acts = await readActs(tx, accountId, ids);
    const outcomes = await readOutcomes(tx, accountId, ids);
    const leaves = new Map(acts.map((act) => [act.id, { leaf: leafOfAct(act), outcomeLeaf: '' }]));
    for (const outcome of outcomes) {
      const leaf = leaves.get(outcome.actId);
      if (leaf) leaf.outcomeLeaf = leafOfOutcome(outcome);
    }
    return leaves;
  });
}
