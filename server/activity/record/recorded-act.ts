import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';

/** Who did something: a person, a program with an API key, the product by itself, or those who run the install. */
export type Who = 'user' | 'key' | 'product' | 'operator';

/** An act as it is kept: who, what, on which object, when and from where. Nothing of what was sent or answered. */
export interface RecordedAct {
  accountId: string;
  id: string;
  /** To the millisecond. */
  at: Date;
  who: Who;
  userId: string | null;
  keyId: string | null;
  act: string;
  objectId: string | null;
  ip: string;
  userAgent: string;
}

export type OutcomeKind = 'done' | 'refused' | 'failed';

/** How an act ended. */
export interface RecordedOutcome {
  accountId: string;
  actId: string;
  at: Date;
  outcome: OutcomeKind;
  /** Of the error catalogue, where it was not done. */
  code: string | null;
  /** Of an object that the act made. */
  objectId: string | null;
  objectName: string | null;
}

/**
 * A row of the log as one line of text: what marks and seals are made of. It is written the same way when it is recorded and
 * when it is read back years later, so the order of the fields never changes.
 */
export const lineOfAct = (act: RecordedAct): string =>
  JSON.stringify([
    'act',
    act.accountId,
    act.id,
    act.at.toISOString(),
    act.who,
    act.userId,
    act.keyId,
    act.act,
    act.objectId,
    act.ip,
    act.userAgent,
  ]);

export const lineOfOutcome = (outcome: RecordedOutcome): string =>
  JSON.stringify([
    'outcome',
    outcome.accountId,
    outcome.actId,
    outcome.at.toISOString(),
    outcome.outcome,
    outcome.code,
    outcome.objectId,
    outcome.objectName,
  ]);

/** What only somebody with the install's key can make: shows that a line came from the product. */
export const markOf = (keys: PurposeKeys, line: string | Buffer): Buffer => markUnder(keys.current, line);

/** Also for marks from before the install's key was changed. */
export const isMarkOf = (keys: PurposeKeys, line: string | Buffer, mark: Buffer): boolean =>
  keys.all.some((key) => mark.length === 32 && timingSafeEqual(markUnder(key, line), mark));

const markUnder = (key: Buffer, line: string | Buffer) => createHmac('sha256', key).update(line).digest();
