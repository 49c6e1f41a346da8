import type { Outcome } from '../smtp/index.ts';
import type { HandedMessage, Settlement } from './held-range.ts';
import type { RetrySchedule } from './retry-schedule.ts';

/** What an outcome asks for: an entry in the ledger, and a pause of the route or of the send when they are at fault. */
export type Consequence = { settlement: Settlement; routeTrouble?: string; sendTrouble?: string };

/** Tries after which a connection that dies before any reply is no longer taken for the connection's own trouble. */
const PATIENCE_WITH_CONNECTIONS = 3;

/**
 * Turns the outcome of a try into what follows from it. Pure, but for the jitter of the schedule.
 *
 * @param isProven whether the route has accepted a message of this send before
 */
export function readOutcome(
  message: HandedMessage,
  outcome: Outcome,
  schedule: RetrySchedule,
  isProven: boolean,
): Consequence {
  const settle = (state: Settlement['state'], failure: string | null, waitSeconds: number | null = null) => ({
    settlement: settlement(message, outcome, state, failure, waitSeconds),
  });
  switch (outcome.kind) {
    case 'accepted':
      return settle('sent', null);
    case 'unknown':
      return settle('uncertain', outcome.text);
    case 'rejected':
      // Refusing the sender or asking for a login is no verdict on the recipient: the whole send waits instead.
      if (isSenderRefused(outcome) || (!isProven && isDoorClosed(outcome))) {
        return {
          ...settle('queued', null),
          sendTrouble: `The mail server refuses the sender: ${said(outcome)}`,
        };
      }
      return settle('failed', said(outcome));
    case 'deferred': {
      if (
        outcome.code === undefined &&
        outcome.stage === 'mail' &&
        message.attempt <= PATIENCE_WITH_CONNECTIONS
      ) {
        return { ...settle('queued', null), routeTrouble: outcome.text };
      }
      const wait = schedule(message.attempt);
      if (wait === undefined)
        return settle('failed', `Given up after ${message.attempt} tries. Last: ${said(outcome)}`);
      return settle('deferred', said(outcome), wait);
    }
  }
}

function isSenderRefused(outcome: Outcome): boolean {
  return outcome.stage === 'mail' && outcome.code !== undefined && outcome.code !== 552;
}

/**
 * A server that relays nothing for us says so at each recipient. One such answer among many is about that recipient;
 * before anything was accepted it is about us, and without this a wrong SMTP_URL would fail a whole audience.
 */
function isDoorClosed(outcome: Outcome): boolean {
  return outcome.code === 530 || /\b(relay|authenticat|log ?in\b)/i.test(outcome.text);
}

function said(outcome: Outcome): string {
  const codes = [outcome.code, outcome.enhanced].filter((part) => part !== undefined).join(' ');
  return codes === '' ? outcome.text : `${codes} ${outcome.text}`;
}

function settlement(
  message: HandedMessage,
  outcome: Outcome,
  state: Settlement['state'],
  failure: string | null,
  waitSeconds: number | null,
): Settlement {
  const { range, position } = message;
  return {
    range,
    position,
    state,
    replyCode: outcome.code ?? null,
    reply: outcome.text,
    failure,
    waitSeconds,
  };
}
