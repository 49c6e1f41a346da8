import { createHash } from 'node:crypto';
import { lineOfAct, lineOfOutcome } from '../record/recorded-act.ts';
import type { MarkedAct, MarkedOutcome } from './read-rows.ts';

/** What the first link of a chain has before it. */
export const NOTHING_BEFORE = Buffer.alloc(32);

export interface SealedRows {
  accountId: string;
  number: number;
  sealedAt: Date;
  previous: Buffer;
  acts: readonly MarkedAct[];
  outcomes: readonly MarkedOutcome[];
}

/** The hash of a row with its mark. A row can be named by it without being shown. */
export const leafOfAct = (act: MarkedAct): string => leafOf(lineOfAct(act), act.mark);
export const leafOfOutcome = (outcome: MarkedOutcome): string => leafOf(lineOfOutcome(outcome), outcome.mark);
const leafOf = (line: string, mark: Buffer) =>
  createHash('sha256')
    .update(`${line} ${mark.toString('hex')}`)
    .digest('hex');

/**
 * The hash of a link: over the link before, its own place, and every row it covers, in order. Anybody who has the rows can
 * work it out again (docs/activity.md says how), so it is never changed.
 */
export function hashOfSeal({ accountId, number, sealedAt, previous, acts, outcomes }: SealedRows): Buffer {
  const hash = createHash('sha256');
  const add = (line: string) => hash.update(`${line}\n`);
  add(JSON.stringify(['seal', accountId, number, sealedAt.toISOString(), previous.toString('hex')]));
  for (const act of acts) add(leafOfAct(act));
  for (const outcome of outcomes) add(leafOfOutcome(outcome));
  return hash.digest();
}
