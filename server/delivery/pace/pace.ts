import type { LimitedSubject, Reason } from '../ways/index.ts';

/** So many messages that all count against the same subjects. */
export type Ask = { subjects: LimitedSubject[]; wanted: number };

/** How many may go now; when fewer than wanted, which limit says so and when it is worth asking again. */
export type Grant = {
  granted: number;
  /** When it was counted, by the clock of the database; for giveBack. Undefined when nothing limits the ask. */
  at?: string;
  waiting?: { reason: Reason; seconds: number };
};

/** What was granted and not used. Without `at` there is nothing to give back, because nothing was counted. */
export type Unused = { subjects: LimitedSubject[]; count: number; at?: string };

/** The limits that all workers keep together. */
export interface Pace {
  /** Counts messages against their subjects before they pass the gate. Grants come in the order of the asks. */
  reserve(asks: Ask[]): Promise<Grant[]>;
  /** Gives back what was granted and not used, because the gate let fewer through. */
  giveBack(unused: Unused[]): Promise<void>;
}
