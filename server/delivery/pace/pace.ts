import type { LimitedSubject } from '../ways/index.ts';

/** So many messages that all count against the same subjects. */
export type Ask = { subjects: LimitedSubject[]; wanted: number };

/** How many may go now; when fewer than wanted, which limit says so and when it is worth asking again. */
export type Grant = { granted: number; waiting?: { why: string; seconds: number } };

/** The limits that all workers keep together. */
export interface Pace {
  /** Counts messages against their subjects before they pass the gate. Grants come in the order of the asks. */
  reserve(asks: Ask[]): Promise<Grant[]>;
  /** Gives back what was granted and not used, because the gate let fewer through. */
  giveBack(unused: { subjects: LimitedSubject[]; count: number }[]): Promise<void>;
}
