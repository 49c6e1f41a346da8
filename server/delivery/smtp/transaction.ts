import { readReply } from './classify-reply.ts';
import { Exchange, type Finish, isPositive } from './exchange.ts';
import { MessageBody } from './message-body.ts';
import type { Outcome, Stage } from './outcome.ts';
import type { Timeouts } from './route.ts';
import type { Wire } from './wire.ts';
import type { WrittenEnvelope } from './write-envelope.ts';

/** What a transaction needs to know of its session. */
type TransactionSetting = {
  wire: Wire;
  timeouts: Timeouts;
  pipelining: boolean;
  /** Octets of the largest message the server takes. */
  sizeLimit: number;
  /** Whether the transaction before left something to be forgotten. */
  mustReset: boolean;
};

/** What is waited for: the reply to a command, to the message, or to an empty message. */
type Step = 'rset' | 'mail' | 'rcpt' | 'data' | 'body' | 'nothing';

const AFTER = { rset: 'mail', mail: 'rcpt', rcpt: 'data' } as const;

/**
 * One message's way through RFC 5321: MAIL, RCPT, DATA, in one write where the server allows it (RFC 2920), the octets,
 * the dot. Replies come in order and move it from step to step.
 */
export class Transaction extends Exchange {
  #setting: TransactionSetting;
  #commands: Record<'rset' | 'mail' | 'rcpt' | 'data', string>;
  #step: Step;
  #body: MessageBody;

  constructor(
    setting: TransactionSetting,
    { mail, rcpt, isSound }: WrittenEnvelope,
    message: Buffer | Promise<Buffer>,
    mayEnd: (() => boolean) | undefined,
    onFinish: (finish: Finish) => void,
  ) {
    super(setting.wire, onFinish);
    this.#setting = setting;
    this.#commands = { rset: 'RSET\r\n', mail, rcpt, data: 'DATA\r\n' };
    this.#step = setting.mustReset ? 'rset' : 'mail';
    this.#body = new MessageBody({
      ...setting,
      isSound,
      message,
      mayEnd,
      onUnsent: (outcome) => this.breakOff(outcome),
      onNotMade: (error) => this.fail(error),
    });
  }

  begin(): void {
    const { wire, pipelining } = this.#setting;
    const { rset, mail, rcpt, data } = this.#commands;
    wire.listen(this);
    if (pipelining) wire.write((this.#step === 'rset' ? rset : '') + mail + rcpt + data);
    else wire.write(this.#step === 'rset' ? rset : mail);
    wire.waitAtMost(this.#setting.timeouts.envelope);
  }

  reply(code: number, raw: Buffer): void {
    const step = this.#step;
    // 421 is the end of the session wherever it comes (RFC 5321 §3.8).
    if (code === 421) this.breakOff(this.verdict(code, raw));
    else if (step === 'rset' || step === 'mail' || step === 'rcpt') this.#onEnvelopeReply(step, code, raw);
    else if (step === 'data') this.#onDataReply(code, raw);
    else if (step === 'nothing') this.#onReplyToNothing(code);
    else this.#onDotReply(code, raw);
  }

  #onEnvelopeReply(step: 'rset' | 'mail' | 'rcpt', code: number, raw: Buffer): void {
    const isTaken = isPositive(code);
    if (step === 'mail') this.mailTaken = isTaken;
    if (isTaken) {
      this.#goTo(AFTER[step]);
      return;
    }
    const verdict = this.verdict(code, raw);
    if (step === 'rset') this.breakOff({ ...verdict, kind: 'deferred' });
    else if (code < 400) this.breakOff(verdict);
    else if (!this.#setting.pipelining) this.finish(verdict, this.mailTaken);
    else {
      this.refusal = verdict;
      this.#goTo(AFTER[step]);
    }
  }

  #goTo(step: 'mail' | 'rcpt' | 'data'): void {
    const { wire, pipelining, timeouts } = this.#setting;
    this.#step = step;
    if (!pipelining) wire.write(this.#commands[step]);
    wire.waitAtMost(timeouts.envelope);
  }

  #onDataReply(code: number, raw: Buffer): void {
    if (code >= 400) this.finish(this.verdict(code, raw), this.mailTaken);
    else if (code !== 354) this.breakOff(this.verdict(code, raw));
    else if (this.refusal) this.#sendNothing(this.refusal);
    else {
      this.#step = 'body';
      // No reply is due now, and how long the making takes is for its makers to say.
      this.#setting.wire.waitAtMost(Number.POSITIVE_INFINITY);
      this.#body.start();
    }
  }

  /** The server waits for a message to nobody: an empty one ends that, unless it may have somebody in mind. */
  #sendNothing(refusal: Outcome): void {
    const { wire, timeouts } = this.#setting;
    if (!this.mailTaken) {
      this.breakOff(refusal);
      return;
    }
    this.#step = 'nothing';
    wire.write('.\r\n');
    wire.waitAtMost(timeouts.envelope);
  }

  #onReplyToNothing(code: number): void {
    const isInStep = isPositive(code) || code >= 400;
    if (isInStep) this.finish(this.refusal!);
    else this.breakOff(this.refusal!);
  }

  #onDotReply(code: number, raw: Buffer): void {
    // What is said before the message has ended is said about a message that now never will.
    if (!this.#body.hasEnded) this.breakOff(this.verdict(code, raw));
    else if (isPositive(code)) this.finish({ kind: 'accepted', stage: 'dot', ...readReply(code, raw) });
    else if (code >= 400) this.finish(this.verdict(code, raw));
    else this.breakOff(this.verdict(code, raw));
  }

  protected stage(): Stage {
    switch (this.#step) {
      case 'rset':
        return 'mail';
      case 'mail':
      case 'rcpt':
      case 'data':
        return this.#step;
      default:
        return this.#body.hasEnded ? 'dot' : 'data';
    }
  }
}
