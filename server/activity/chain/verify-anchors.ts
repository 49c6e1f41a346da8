import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { headsOf, rootOf } from './root-of-heads.ts';
import { NOTHING_BEFORE } from './seal-hash.ts';
import { type Anchor, isSigned, isSignedHead, textOfAnchor } from './signatures.ts';

export type AnchorFault = 'forged' | 'not_bound' | 'ends_changed';
export interface AnchorVerdict {
  anchors: number;
  /** Anchors of which an end was forgotten since, or went with its account: their signature and order alone were checked. */
  partly: number;
  faults: { day: string; kind: AnchorFault }[];
}

type Row = Anchor & { signature: Buffer; staffNumber: number | null; staffMark: Buffer | null };

/**
 * Checks every anchor: its signature, that it is bound to the one before, and that it fits the ends of the chains it was made
 * of, as far as they are still there.
 * @param keys KeyRing.activity
 */
export async function verifyAnchors(tx: Tx, keys: PurposeKeys): Promise<AnchorVerdict> {
  const anchors = await tx.query<Row>(sql`
    select day::text, chains, root, previous, signature, staff_number as "staffNumber", staff_mark as "staffMark"
    from act_anchors order by act_anchors.day`);
  const verdict: AnchorVerdict = { anchors: anchors.length, partly: 0, faults: [] };
  let previous: Buffer = NOTHING_BEFORE;
  for (const anchor of anchors) {
    if (!isSigned(keys, textOfAnchor(anchor), anchor.signature))
      verdict.faults.push({ day: anchor.day, kind: 'forged' });
    if (!anchor.previous.equals(previous)) verdict.faults.push({ day: anchor.day, kind: 'not_bound' });
    previous = anchor.root;
    const ends = await compareEnds(tx, keys, anchor);
    if (ends === 'gone') verdict.partly += 1;
    else if (ends === 'changed') verdict.faults.push({ day: anchor.day, kind: 'ends_changed' });
  }
  return verdict;
}

async function compareEnds(tx: Tx, keys: PurposeKeys, anchor: Row): Promise<'same' | 'changed' | 'gone'> {
  const { day, chains, root, staffNumber, staffMark } = anchor;
  const heads = await headsOf(tx, day);
  if (heads.some((head) => !isSignedHead(keys, head))) return 'changed';
  if (heads.length < chains) return 'gone';
  const staffEnd =
    staffNumber !== null && staffMark !== null ? { number: staffNumber, mark: staffMark } : null;
  return rootOf(day, heads, staffEnd).equals(root) ? 'same' : 'changed';
}
