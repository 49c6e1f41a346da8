import { createHash } from 'node:crypto';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { NOTHING_BEFORE } from './seal-hash.ts';
import { type Head, signText, textOfAnchor, textOfHead } from './signatures.ts';

/** Heads signed and written at once. */
const AT_ONCE = 1000;

/**
 * Signs where every chain has come to today, and all of them together: one row for the install, bound to that of the day
 * before, and one line in the log of the process. Whoever keeps that line elsewhere can show later what the chains were like.
 * Once a day; asked again on the same day it does nothing.
 * @param keys KeyRing.activity
 */
export async function anchorChains(
  database: Database,
  keys: PurposeKeys,
  log: Log,
  now = new Date(),
): Promise<void> {
  const day = now.toISOString().slice(0, 10);
  let signed: number;
  do signed = await database.asSystem((tx) => signHeads(tx, keys, day));
  while (signed === AT_ONCE);
  const anchor = await database.asSystem(async (tx) => writeAnchor(tx, keys, await allHeads(tx, day)));
  if (anchor) log.info('anchored the activity log', anchor);
}

/** Signs chains that have grown since they were signed last, and not today. Answers how many. */
async function signHeads(tx: Tx, keys: PurposeKeys, day: string): Promise<number> {
  const ends = await tx.query<{ accountId: string; number: number; hash: Buffer }>(sql`
    select a.id as "accountId", s.number, s.hash from accounts a
    cross join lateral (select number, hash from act_seals where account_id = a.id order by number desc limit 1) s
    where not exists (
      select from act_heads h where h.account_id = a.id and (h.number >= s.number or h.day >= ${day}::date))
    limit ${AT_ONCE}`);
  const rows = ends.map(({ accountId, number, hash }) => ({
    accountId,
    number,
    hash: hash.toString('hex'),
    signature: signText(keys, textOfHead({ accountId, day, number, hash })).toString('hex'),
  }));
  return await tx.execute(sql`
    insert into act_heads (account_id, day, number, hash, signature)
    select "accountId", ${day}::date, number, decode(hash, 'hex'), decode(signature, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row ("accountId" uuid, number bigint, hash text, signature text)
    on conflict do nothing`);
}

/** Everything signed on a day, as one hash. */
async function allHeads(tx: Tx, day: string): Promise<{ day: string; chains: number; root: Buffer }> {
  const heads = await tx.query<Omit<Head, 'signature'>>(sql`
    select account_id as "accountId", day::text, number, hash from act_heads where day = ${day} order by account_id`);
  const root = createHash('sha256');
  for (const head of heads) root.update(`${textOfHead(head)}\n`);
  return { day, chains: heads.length, root: root.digest() };
}

async function writeAnchor(
  tx: Tx,
  keys: PurposeKeys,
  today: { day: string; chains: number; root: Buffer },
): Promise<Record<string, unknown> | undefined> {
  const before = await tx.maybeOne<{ root: Buffer }>(
    sql`select root from act_anchors where day < ${today.day} order by day desc limit 1`,
  );
  const anchor = { ...today, previous: before?.root ?? NOTHING_BEFORE };
  const signature = signText(keys, textOfAnchor(anchor));
  const isNew = await tx.execute(sql`
    insert into act_anchors (day, chains, root, previous, signature)
    values (${anchor.day}, ${anchor.chains}, ${anchor.root}, ${anchor.previous}, ${signature}) on conflict do nothing`);
  return isNew ? { anchor: textOfAnchor(anchor), signature: signature.toString('base64') } : undefined;
}
