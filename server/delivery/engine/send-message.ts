import type { Outcome } from '../smtp/index.ts';
import { beginMessage, isOfThisMessage } from './build-message.ts';
import { type HandedMessage, isSurelyOurs } from './held-range.ts';
import type { Pooled } from './lane.ts';
import type { LoadedSend } from './load-send.ts';
import type { EngineOptions } from './start-engine.ts';

/**
 * Makes one message that has passed the gate and sends it. Never rejects.
 *
 * @returns what became of it; undefined when it certainly did not leave and nobody is to blame: the lease may be another
 *   worker's by now
 */
export async function sendMessage(
  { links, log }: Pick<EngineOptions, 'links' | 'log'>,
  { connection }: Pooled,
  send: LoadedSend,
  message: HandedMessage,
): Promise<Outcome | undefined> {
  let isHeldBack = false;
  const mayEnd = () => {
    isHeldBack = !isSurelyOurs(message.range);
    return !isHeldBack;
  };
  try {
    if (!mayEnd()) return undefined;
    // Its size is known before its signature is made, so that the envelope travels meanwhile.
    const { size, signed } = beginMessage(send, message, links);
    const envelope = { from: send.snapshot.fromEmail, to: message.email, size };
    const outcome = await connection.send(envelope, signed, mayEnd);
    return isHeldBack && outcome.kind === 'deferred' ? undefined : outcome;
  } catch (error) {
    const isKnown = isOfThisMessage(error);
    if (!isKnown) log.error('a message could not be made', { error, send: send.sendId });
    const text = isKnown ? error.message : 'This message could not be made because of an error of ours.';
    return { kind: 'rejected', stage: 'rcpt', text };
  }
}
