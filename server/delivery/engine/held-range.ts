/** A stretch of a send's ledger that this worker has leased. */
export type HeldRange = {
  accountId: string;
  sendId: string;
  firstPosition: number;
  lastPosition: number;
  lease: string;
  /** Everything before this position has been looked at in this lease. */
  nextPosition: number;
  /** Messages gated and not yet settled. */
  inFlight: number;
  /** No message is left to gate; the range goes back once nothing is in flight. */
  isSwept: boolean;
};

/** A message that has passed the gate: it is ours to send, now and once. */
export type HandedMessage = {
  range: HeldRange;
  position: number;
  contactId: string;
  email: string;
  fields: Record<string, unknown>;
  /** Counts this one. */
  attempt: number;
  /** `performance.now()` when it passed. */
  gatedAt: number;
};

/** What is to be written into the ledger for one handed message. */
export type Settlement = {
  range: HeldRange;
  position: number;
  /** `queued`: it certainly never left and nobody is to blame; it is simply tried again. */
  state: 'sent' | 'deferred' | 'failed' | 'uncertain' | 'queued';
  replyCode: number | null;
  reply: string | null;
  /** Why it failed or waits, in words; null when it went. */
  failure: string | null;
  /** Until the next try, for `deferred`. */
  waitSeconds: number | null;
};

/** Seconds for which a lease is good without being renewed, and between renewals. */
export const LEASE = { seconds: 20, renewEvery: 5 };
