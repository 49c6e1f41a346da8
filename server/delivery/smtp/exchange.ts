import { classifyRefusal, readReply } from './classify-reply.ts';
import type { Outcome, Stage } from './outcome.ts';
import { GIVEN_UP } from './smtp-session.ts';
import type { Ending, Listener, Wire } from './wire.ts';

/**
 * What came of a message; `mustReset` when the server still has an envelope in mind, `isChunkless` when it turned out
 * not to know BDAT.
 */
export type Finish = { outcome: Outcome; mustReset: boolean; isChunkless?: boolean } | { error: unknown };

/**
 * One message handed over, in whatever way: replies come in order and lead to one end. The first refusal is the
 * verdict; replies to what was sent along with it are read and mean nothing.
 */
export abstract class Exchange implements Listener {
  protected refusal: Outcome | undefined;
  protected mailTaken = false;
  #wire: Wire;
  #onFinish: (finish: Finish) => void;
  #isFinished = false;

  constructor(wire: Wire, onFinish: (finish: Finish) => void) {
    this.#wire = wire;
    this.#onFinish = onFinish;
  }

  abstract reply(code: number, raw: Buffer): void;

  /** Where the exchange stands; `dot` once the last octet of the message has been handed to the system. */
  protected abstract stage(): Stage;

  ended({ text }: Ending): void {
    const stage = this.stage();
    if (this.refusal) {
      this.finish(this.refusal);
    } else if (stage === 'dot') {
      const left = `${text} The message had left and was not confirmed; it may have arrived.`;
      this.finish({ kind: 'unknown', stage, text: left });
    } else {
      this.finish({ kind: 'deferred', stage, text });
    }
  }

  protected verdict(code: number, raw: Buffer, stage = this.stage()): Outcome {
    return this.refusal ?? classifyRefusal(stage, readReply(code, raw));
  }

  /** Ends the exchange and the session with it. */
  protected breakOff(outcome: Outcome, isChunkless = false): void {
    if (this.#isFinished) return;
    this.#wire.listen(undefined);
    this.#wire.end(GIVEN_UP);
    this.finish(outcome, false, isChunkless);
  }

  /** There is no message to send after all. */
  protected fail(error: unknown): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#wire.end(GIVEN_UP);
    this.#onFinish({ error });
  }

  protected finish(outcome: Outcome, mustReset = false, isChunkless = false): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#wire.rest();
    this.#onFinish({ outcome, mustReset, isChunkless });
  }
}

export function isPositive(code: number): boolean {
  return code >= 200 && code < 300;
}
