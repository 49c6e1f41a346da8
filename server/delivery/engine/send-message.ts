import { performance } from 'node:perf_hooks';
import type { Outcome } from '../smtp/index.ts';
import { buildMessage, isOfThisMessage } from './build-message.ts';
import type { ConnectionPool } from './connection-pool.ts';
import { type HandedMessage, LEASE } from './held-range.ts';
import type { LoadedSend } from './load-send.ts';
import { type Consequence, readOutcome } from './read-outcome.ts';
import { retrySchedule } from './retry-schedule.ts';
import type { EngineOptions } from './start-engine.ts';

/** Milliseconds after the gate from which a message is not begun any more: its lease may be another worker's soon. */
const LATEST_START = LEASE.seconds * 500;

/** Makes and sends one message that has passed the gate. Never rejects: every end is a consequence to be settled. */
export async function sendMessage(
  options: EngineOptions,
  pool: ConnectionPool,
  send: LoadedSend,
  message: HandedMessage,
): Promise<Consequence> {
  const route = options.routeFor(send.accountId);
  const pooled = pool.take(route);
  if (!pooled) return unsent(message);
  try {
    const bytes = await buildMessage(send, message, options.links);
    if (performance.now() - message.gatedAt > LATEST_START) return unsent(message);
    const outcome = await pooled.connection.send({ from: send.snapshot.fromEmail, to: message.email }, bytes);
    if (outcome.kind === 'accepted') send.isProven = true;
    return readOutcome(message, outcome, options.schedule ?? retrySchedule, send.isProven);
  } catch (error) {
    if (!isOfThisMessage(error))
      options.log.error('a message could not be made', { error, send: send.sendId });
    const text = isOfThisMessage(error)
      ? error.message
      : 'This message could not be made because of an error of ours.';
    return readOutcome(message, failed(text), retrySchedule, true);
  } finally {
    pool.giveBack(route, pooled);
  }
}

function failed(text: string): Outcome {
  return { kind: 'rejected', stage: 'rcpt', text };
}

/** It certainly never left: back into the queue as if nothing had been. */
function unsent({ range, position }: HandedMessage): Consequence {
  const nothing = { replyCode: null, reply: null, failure: null, waitSeconds: null };
  return { settlement: { range, position, state: 'queued', ...nothing } };
}
