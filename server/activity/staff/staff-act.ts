import type { StaffRole } from '#server/accounts/contract.ts';
import type { OutcomeKind } from '../record/recorded-act.ts';

/** An act of somebody who runs the install, as it is kept. */
export interface StaffAct {
  id: string;
  /** To the millisecond. */
  at: Date;
  userId: string;
  /** As what the person ran the install then. */
  staffRole: StaffRole | null;
  /** The account it is about, where it is about one. */
  aboutAccount: string | null;
  act: string;
  objectId: string | null;
  ip: string;
  userAgent: string;
}

/** An act in its place in the log: bound to the one before by its mark. */
export interface PlacedStaffAct extends StaffAct {
  number: number;
  previous: Buffer;
}

export interface StaffActOutcome {
  actId: string;
  at: Date;
  outcome: OutcomeKind;
  /** Of the error catalogue, where it was not done. */
  code: string | null;
  objectId: string | null;
  objectName: string | null;
}

/** What is before the first act. */
export const NOTHING_BEFORE = Buffer.alloc(32);

/** What the marks are made of, as one line. It is read back years later, so the order of the fields never changes. */
export const lineOfStaffAct = (act: PlacedStaffAct): string =>
  JSON.stringify([
    'staff act',
    act.number,
    act.previous.toString('hex'),
    act.id,
    act.at.toISOString(),
    act.userId,
    act.staffRole,
    act.aboutAccount,
    act.act,
    act.objectId,
    act.ip,
    act.userAgent,
  ]);

export const lineOfStaffOutcome = (outcome: StaffActOutcome): string =>
  JSON.stringify([
    'staff outcome',
    outcome.actId,
    outcome.at.toISOString(),
    outcome.outcome,
    outcome.code,
    outcome.objectId,
    outcome.objectName,
  ]);
