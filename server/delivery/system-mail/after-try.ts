import { jitter } from '../engine/retry-schedule.ts';
import { isDoorClosed, isSenderRefused, type Outcome } from '../smtp/index.ts';

/** What follows from a try: the mail is done with, or tried again at a time. */
export type AfterTry = { state: 'sent' | 'failed' | 'given_up' } | { state: 'queued'; at: Date };

const MINUTE = 60_000;
/** Milliseconds to wait after the first, second, … try; the last again and again. */
const WAITS = [0.5, 1, 2, 5, 10, 20, 40, 60, 120].map((minutes) => minutes * MINUTE);
/** Milliseconds after which nobody waits for the mail any more. */
const PATIENCE = 48 * 60 * MINUTE;

/**
 * Says what follows from the outcome of a try. Only an address that is refused is the end of it: whoever refuses the sender
 * or asks for a login is set up wrongly, and that is mended by people. A mail whose fate nobody knows goes again, under its
 * one Message-ID.
 *
 * @param tries how many there were, this one counted
 * @param age milliseconds since the mail was queued
 */
export function afterTry(outcome: Outcome, tries: number, age: number, now = Date.now()): AfterTry {
  if (outcome.kind === 'accepted') return { state: 'sent' };
  if (outcome.kind === 'rejected' && !isSenderRefused(outcome) && !isDoorClosed(outcome))
    return { state: 'failed' };
  const wait = jitter(WAITS[Math.min(tries, WAITS.length) - 1] ?? MINUTE);
  return age + wait > PATIENCE ? { state: 'given_up' } : { state: 'queued', at: new Date(now + wait) };
}
