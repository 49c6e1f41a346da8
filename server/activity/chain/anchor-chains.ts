import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { headsOf, rootOf, type StaffEnd } from './root-of-heads.ts';
import { NOTHING_BEFORE } from './seal-hash.ts';
import { signText, textOfAnchor, textOfHead } from './signatures.ts';

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
  const anchor = await database.asSystem(async (tx) => writeAnchor(tx, keys, await readToday(tx, day)));
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

interface Today {
  day: string;
  chains: number;
  root: Buffer;
  staffEnd: StaffEnd | null;
}

async function readToday(tx: Tx, day: string): Promise<Today> {
  const heads = await headsOf(tx, day);
  const end = await tx.maybeOne<StaffEnd>(
    sql`select number, mark from staff_acts order by number desc limit 1`,
  );
  const staffEnd = end ?? null;
  return { day, chains: heads.length, root: rootOf(day, heads, staffEnd), staffEnd };
}

async function writeAnchor(
  tx: Tx,
  keys: PurposeKeys,
  today: Today,
): Promise<Record<string, unknown> | undefined> {
  const before = await tx.maybeOne<{ root: Buffer }>(
    sql`select root from act_anchors where day < ${today.day} order by day desc limit 1`,
  );
  const { staffEnd } = today;
  const anchor = { ...today, previous: before?.root ?? NOTHING_BEFORE };
  const signature = signText(keys, textOfAnchor(anchor));
  const isNew = await tx.execute(sql`
    insert into act_anchors (day, chains, root, previous, signature, staff_number, staff_mark)
    values (${anchor.day}, ${anchor.chains}, ${anchor.root}, ${anchor.previous}, ${signature}, ${staffEnd?.number ?? null},
      ${staffEnd?.mark ?? null})
    on conflict do nothing`);
  return isNew ? { anchor: textOfAnchor(anchor), signature: signature.toString('base64') } : undefined;
}
