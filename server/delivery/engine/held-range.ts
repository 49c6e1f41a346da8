import { performance } from 'node:perf_hooks';
import type { Reason, Stream } from '../ways/index.ts';
import type { Candidates } from './candidates.ts';

/** A stretch of a send's ledger that this worker has leased, and what of it is still to leave. */
export type HeldRange = {
  accountId: string;
  sendId: string;
  firstPosition: number;
  lastPosition: number;
  lease: string;
  stream: Stream;
  /** What to do with a message whose fate nobody knows. */
  whenUnsure: WhenUnsure;
  /** When the lease was last asked for; it is good for at least LEASE.seconds from then. */
  renewedAt: Moment;
  candidates: Candidates;
  /** Messages gated and not yet settled. */
  inFlight: number;
  /** Nothing more of it passes the gate; it goes back once nothing is in flight. */
  isOver: boolean;
  /** Why it is given back though messages are left, and for how long. */
  heldBack?: { reason: Reason; seconds: number };
  /** When a message of it last passed the gate, or when it was leased (`performance.now()`). */
  movedAt: number;
  /** Whether a message has passed the gate in this lease. */
  hasMoved: boolean;
};

export type WhenUnsure = 'keep' | 'resend';

/** A message that has passed the gate: it is ours to send, now and once. */
export type HandedMessage = {
  range: HeldRange;
  position: number;
  contactId: string;
  email: string;
  fields: Record<string, unknown>;
  /** Counts this one. */
  attempt: number;
};

/** What is to be written into the ledger for one handed message. */
export type Settlement = {
  range: HeldRange;
  position: number;
  email: string;
  /**
   * `queued`: it certainly never left and nobody is to blame; it is simply tried again. `uncertain` with a time to wait is to
   * be sent again, unless the gate knows better (sends/doubt.ts).
   */
  state: 'sent' | 'deferred' | 'failed' | 'uncertain' | 'queued';
  replyCode: number | null;
  reply: string | null;
  /** Why it failed or waits, in words; null when it went. */
  failure: string | null;
  /** Until the next try, for `deferred` and what is `uncertain` and goes again. */
  waitSeconds: number | null;
  /** Whether the try counts; one that was refused for the sake of the rate alone does not. */
  isCounted: boolean;
  serverId: string | null;
};

/** Seconds for which a lease is good without being renewed, and between renewals. */
export const LEASE = { seconds: 12, renewEvery: 3 };

/** Milliseconds before the end of a lease from which nothing is let go any more. */
const MARGIN = 2_000;

/** A moment by both clocks: the one stands still while the machine sleeps, the other can be set. */
export type Moment = { monotonic: number; wall: number };
export const thisMoment = (): Moment => ({ monotonic: performance.now(), wall: Date.now() });

/**
 * Whether the lease is certainly still ours. Asked before anything irrevocable: a process that was frozen goes on
 * where it stood, without a word, and another worker may have its messages by then.
 */
export function isSurelyOurs({ renewedAt }: Pick<HeldRange, 'renewedAt'>): boolean {
  const limit = LEASE.seconds * 1000 - MARGIN;
  return performance.now() - renewedAt.monotonic < limit && Date.now() - renewedAt.wall < limit;
}
