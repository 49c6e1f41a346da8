import { readReply } from './classify-reply.ts';
import { withLastLineEnd } from './examine-message.ts';
import { Exchange, type Finish, isPositive } from './exchange.ts';
import { HELD_BACK } from './message-body.ts';
import type { Outcome, Stage } from './outcome.ts';
import type { Timeouts } from './route.ts';
import type { Wire } from './wire.ts';
import type { WrittenEnvelope } from './write-envelope.ts';

/** Octets of the largest message that goes at once: a refusal should not cost the upload of more. */
export const LARGEST_CHUNK = 256 * 1024;

/** Octets that fit into one TLS record together with the commands before them. */
const LAST_PART = 15 * 1024;

/** What servers say to a command they do not know, whatever they announced. */
const NOT_KNOWN = new Set([500, 502, 503, 504]);

/**
 * One message in one write and one round trip: MAIL, RCPT and `BDAT … LAST` with all its octets (RFC 3030 over RFC
 * 2920). A server that refuses the envelope throws the octets away. The octets leave before any reply is there, so a
 * connection lost at any step leaves the fate of the message open, unless a refusal was read before.
 */
export class ChunkedTransaction extends Exchange {
  #wire: Wire;
  #timeouts: Timeouts;
  #head: string;
  #message: Buffer;
  #mayEnd: (() => boolean) | undefined;
  #step: 'mail' | 'rcpt' | 'bdat' = 'mail';
  #hasEnded = false;

  /** @param message has been examined already */
  constructor(
    { wire, timeouts }: { wire: Wire; timeouts: Timeouts },
    { mail, rcpt }: WrittenEnvelope,
    message: Buffer,
    mayEnd: (() => boolean) | undefined,
    onFinish: (finish: Finish) => void,
  ) {
    super(wire, onFinish);
    this.#wire = wire;
    this.#timeouts = timeouts;
    this.#message = withLastLineEnd(message);
    this.#head = `${mail}${rcpt}BDAT ${this.#message.length} LAST\r\n`;
    this.#mayEnd = mayEnd;
  }

  /**
   * TLS tells a turn late that octets have left. So the last record goes alone there, after everything before it has
   * gone, and counts as handed over at once.
   */
  begin(): void {
    const border = this.#wire.isSecure ? this.#message.length - LAST_PART : 0;
    this.#wire.waitAtMost(this.#timeouts.envelope);
    if (border <= 0) {
      this.#writeEnd(this.#message, this.#head);
      return;
    }
    this.#wire.listen(this);
    this.#wire.writeOctets(this.#head, this.#message.subarray(0, border), (error) => {
      if (!error && !this.#wire.ending) this.#writeEnd(this.#message.subarray(border));
    });
  }

  #writeEnd(last: Buffer, head?: string): void {
    const wire = this.#wire;
    if (this.#mayEnd?.() === false) {
      // Before the first octet the session is none the worse for it.
      if (head === undefined) this.breakOff(this.refusal ?? HELD_BACK);
      else this.finish(HELD_BACK);
      return;
    }
    wire.listen(this);
    const isGone =
      head === undefined
        ? wire.writeOctets(last, undefined, this.#onEndWritten)
        : wire.writeOctets(head, last, this.#onEndWritten);
    if (isGone || wire.isSecure) this.#hasEnded = true;
  }

  #onEndWritten = (error?: Error | null) => {
    if (!error) this.#hasEnded = true;
  };

  reply(code: number, raw: Buffer): void {
    // 421 is the end of the session wherever it comes (RFC 5321 §3.8), and of all that was not answered before it.
    if (code === 421) this.breakOff(this.verdict(code, raw, this.#replyStage()));
    else if (this.#step === 'bdat') this.#onLastReply(code, raw);
    else this.#onEnvelopeReply(this.#step, code, raw);
  }

  #onEnvelopeReply(step: 'mail' | 'rcpt', code: number, raw: Buffer): void {
    if (code >= 400) {
      this.refusal = this.verdict(code, raw, step);
    } else if (!isPositive(code)) {
      this.breakOff(this.verdict(code, raw));
      return;
    } else if (step === 'mail') {
      this.mailTaken = true;
    }
    this.#step = step === 'mail' ? 'rcpt' : 'bdat';
    this.#wire.waitAtMost(step === 'mail' ? this.#timeouts.envelope : this.#timeouts.dot);
  }

  #onLastReply(code: number, raw: Buffer): void {
    if (isPositive(code) && this.#hasEnded && !this.refusal) {
      this.finish({ kind: 'accepted', stage: 'dot', ...readReply(code, raw) });
      return;
    }
    const verdict = this.verdict(code, raw);
    const isInStep = this.#hasEnded && (isPositive(code) || code >= 400);
    if (NOT_KNOWN.has(code) && !this.refusal) this.#onChunkless({ ...verdict, kind: 'deferred' });
    else if (!isInStep) this.breakOff(verdict);
    else this.finish(verdict, this.mailTaken);
  }

  /** The server never took the message: it can go another way, in this session if that is still in step. */
  #onChunkless(outcome: Outcome): void {
    if (this.#hasEnded) this.finish(outcome, true, true);
    else this.breakOff(outcome, true);
  }

  protected stage(): Stage {
    return this.#hasEnded ? 'dot' : this.#replyStage();
  }

  /** What a reply that comes now is about. */
  #replyStage(): Stage {
    if (this.#step !== 'bdat') return this.#step;
    return this.#hasEnded ? 'dot' : 'data';
  }
}
