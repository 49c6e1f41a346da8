import { BodyDesk } from '../mime/index.ts';
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
  pooled: Pooled,
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
    const desk = takeDesk(pooled);
    const { size, signed } = beginMessage(send, message, links, { desk });
    const envelope = { from: send.snapshot.fromEmail, to: message.email, size, isSound: true };
    const outcome = await pooled.connection.send(envelope, signed, mayEnd);
    // Only what a server has accepted is certainly signed and wholly out of our hands.
    if (outcome.kind === 'accepted') pooled.desk = desk;
    return isHeldBack && outcome.kind === 'deferred' ? undefined : outcome;
  } catch (error) {
    const isKnown = isOfThisMessage(error);
    if (!isKnown) log.error('a message could not be made', { error, send: send.sendId });
    const text = isKnown ? error.message : 'This message could not be made because of an error of ours.';
    return { kind: 'rejected', stage: 'rcpt', text };
  }
}

function takeDesk(pooled: Pooled): BodyDesk {
  const desk = pooled.desk ?? new BodyDesk();
  pooled.desk = undefined;
  return desk;
}
