import { askedPause, isGreylisting, isSlowDown } from '../pace/slow-down.ts';
import { isDoorClosed, isSenderRefused, type Outcome, said } from '../smtp/index.ts';
import type { Reason } from '../ways/index.ts';
import type { HandedMessage, Settlement } from './held-range.ts';
import { jitter, type RetrySchedule } from './retry-schedule.ts';

/** What an outcome asks for: an entry in the ledger, and a pause of the lane or of the send when they are at fault. */
export type Consequence = { settlement: Settlement; laneTrouble?: string; sendTrouble?: Reason };

/** What the judgement of an outcome depends on besides the message. */
type Circumstances = {
  schedule: RetrySchedule;
  /** Whether a message of this send was accepted before. */
  isProven: boolean;
  serverId: string | null;
  /** Milliseconds since the send began. */
  age: number;
};

/** Tries after which a connection that dies before any reply is no longer taken for the connection's own trouble. */
const PATIENCE_WITH_CONNECTIONS = 3;
/** Seconds after which a message comes back that was refused for the sake of the rate alone, unless the server says more. */
const AFTER_SLOW_DOWN = 20;
/** Milliseconds after which even such refusals count as tries, so that every message comes to an end. */
const PATIENCE_WITH_RATES = 5 * 24 * 60 * 60_000;

/** Turns the outcome of a try into what follows from it. Pure, but for the jitter of the schedule. */
export function readOutcome(message: HandedMessage, outcome: Outcome, about: Circumstances): Consequence {
  const settle = (state: Settlement['state'], more: Partial<Settlement> = {}): Consequence => ({
    settlement: { ...settlementOf(message, outcome, state), serverId: about.serverId, ...more },
  });
  switch (outcome.kind) {
    case 'accepted':
      return settle('sent');
    case 'unknown':
      return readUnknown(message, outcome, about, settle);
    case 'rejected':
      // Refusing the sender or asking for a login is no verdict on the recipient: the whole send waits instead.
      if (isSenderRefused(outcome) || (!about.isProven && isDoorClosed(outcome))) {
        return { ...settle('queued'), sendTrouble: senderRefused(message, outcome, about) };
      }
      return settle('failed', { failure: said(outcome) });
    case 'deferred':
      return readDeferral(message, outcome, about, settle);
  }
}

/** It stands for the whole send, so the recipient who happened to be refused is left out. */
const senderRefused = ({ email }: HandedMessage, outcome: Outcome, { serverId }: Circumstances): Reason => ({
  kind: 'sender_refused',
  why: `The mail server refuses the sender: ${said(outcome).replaceAll(email, '[address]')}`,
  serverId,
});

type Settle = (state: Settlement['state'], more?: Partial<Settlement>) => Consequence;

/**
 * Nobody knows whether it arrived: it is left at that, or goes again under the same Message-ID, as the send says. Whether it
 * does is decided by the statement that settles it, for a person may have opened it meanwhile.
 */
function readUnknown(message: HandedMessage, outcome: Outcome, about: Circumstances, settle: Settle) {
  const mayGoAgain = message.range.whenUnsure === 'resend';
  const waitSeconds = mayGoAgain ? about.schedule(message.attempt, retried(message, outcome)) : undefined;
  return settle('uncertain', { failure: said(outcome), waitSeconds: waitSeconds ?? null });
}

function readDeferral(message: HandedMessage, outcome: Outcome, about: Circumstances, settle: Settle) {
  const { attempt } = message;
  const isSilent = outcome.code === undefined && outcome.stage !== 'data';
  if (isSilent && attempt <= PATIENCE_WITH_CONNECTIONS)
    return { ...settle('queued'), laneTrouble: outcome.text };
  if (isSlowDown(outcome) && about.age < PATIENCE_WITH_RATES) {
    const waitSeconds = Math.max(jitter(AFTER_SLOW_DOWN), (askedPause(outcome.text) ?? 0) / 1000);
    return settle('deferred', { failure: said(outcome), waitSeconds, isCounted: false });
  }
  const waitSeconds = about.schedule(attempt, retried(message, outcome));
  if (waitSeconds === undefined)
    return settle('failed', { failure: `Given up after ${attempt} tries. Last: ${said(outcome)}` });
  return settle('deferred', { failure: said(outcome), waitSeconds });
}

const retried = (message: HandedMessage, outcome: Outcome) => ({
  stream: message.range.stream,
  isGreylisted: isGreylisting(outcome),
});

/** It certainly never left: back into the queue as if nothing had been. */
export function neverLeft({ range, position, email }: HandedMessage): Consequence {
  const nothing = { replyCode: null, reply: null, failure: null, waitSeconds: null, serverId: null };
  return { settlement: { range, position, email, state: 'queued', ...nothing, isCounted: false } };
}

function settlementOf(message: HandedMessage, outcome: Outcome, state: Settlement['state']): Settlement {
  const { range, position, email } = message;
  const { code = null, text } = outcome;
  const reply = { replyCode: code, reply: text, failure: null, waitSeconds: null };
  return { range, position, email, state, ...reply, isCounted: true, serverId: null };
}
