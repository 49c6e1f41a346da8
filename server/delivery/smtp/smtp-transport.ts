import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { AddressError, needsSmtpUtf8, serialiseAddress } from '../mime/index.ts';
import { classifyRefusal, parseReply } from './classify-reply.ts';
import { MessageSource } from './message-source.ts';
import type { Outcome, Stage } from './outcome.ts';
import type { Route } from './route.ts';
import { openSession, reset, type SessionError } from './smtp-session.ts';
import type { Connection, Envelope, Transport } from './transport.ts';

/** Milliseconds that a server has to answer QUIT. */
const QUIT_PATIENCE = 2_000;

/** The transport for every SMTP server; nodemailer speaks the protocol, the reading of what happened is ours. */
export const smtpTransport: Transport = {
  async open(route: Route): Promise<Connection> {
    return new SmtpConnection(route, await openSession(route));
  },
};

class SmtpConnection implements Connection {
  usable = true;
  #route: Route;
  #session: SMTPConnection;
  #cutOff: (() => void) | undefined;

  constructor(route: Route, session: SMTPConnection) {
    this.#route = route;
    this.#session = session;
    session.on('end', () => {
      this.usable = false;
    });
  }

  async send(envelope: Envelope, making: Buffer | Promise<Buffer>, mayEnd?: () => boolean): Promise<Outcome> {
    const message = await making;
    if (mayEnd?.() === false) return lost('data', 'The message was held back before it was sent.');
    const written = writeEnvelope(this.#session, envelope);
    if ('kind' in written) return written;
    if (!this.usable) return lost('mail', 'The connection had ended before the message was sent.');
    const outcome = await this.#transact(written, message);
    if (outcome.kind !== 'accepted' && this.usable) await this.#startOver(outcome);
    return outcome;
  }

  close(): void {
    this.usable = false;
    if (this.#cutOff) {
      this.#cutOff();
    } else {
      this.#session.quit();
      setTimeout(() => this.#session.close(), QUIT_PATIENCE).unref();
    }
  }

  /** A transaction that did not end with the dot must be reset, and one that ended in doubt ends the session. */
  async #startOver(outcome: Outcome): Promise<void> {
    if (outcome.stage === 'dot' && outcome.kind !== 'unknown') return;
    try {
      if (outcome.kind === 'unknown') throw new Error('out of step');
      await reset(this.#session);
    } catch {
      this.usable = false;
      this.#session.close();
    }
  }

  #transact(envelope: Envelope, message: Buffer): Promise<Outcome> {
    return new Promise((resolve) => {
      const socket = this.#session._socket || undefined;
      if (!socket) return resolve(lost('mail', 'The connection had ended before the message was sent.'));
      const source = new MessageSource(message, socket);

      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        this.#session.off('end', onEnd);
        this.#cutOff = undefined;
        resolve(outcome);
      };
      const cutOff = (why: string) => {
        settle(afterLoss(source, why));
        this.usable = false;
        this.#session.close();
      };
      // After the envelope the session's own inactivity limit, which is that of the dot, is in force.
      const timer = setTimeout(() => {
        if (!source.started) cutOff('The mail server did not answer in time.');
      }, this.#route.timeouts.envelope);
      const onEnd = () => setImmediate(() => settle(afterLoss(source, 'The connection was lost.')));
      this.#session.once('end', onEnd);
      this.#cutOff = () => cutOff('The connection was closed from this side.');

      const from = { from: envelope.from, to: envelope.to, size: message.length };
      this.#session.send(from, source, (error, info) => {
        settle(
          error ? readFailure(error as SessionError, source) : readAcceptance(info?.response ?? '', source),
        );
      });
    });
  }
}

/** Our own check and writing of the two addresses, so that the library never sees an unchecked one. */
function writeEnvelope(session: SMTPConnection, envelope: Envelope): Envelope | Outcome {
  try {
    const written = { from: serialiseAddress(envelope.from), to: serialiseAddress(envelope.to) };
    if (!needsSmtpUtf8(written.from + written.to) || extensions(session).includes('SMTPUTF8')) return written;
    const text = 'The address has letters beyond ASCII before the @, and the mail server cannot carry that.';
    return { kind: 'rejected', stage: 'rcpt', enhanced: '5.6.7', text };
  } catch (error) {
    if (error instanceof AddressError)
      return { kind: 'rejected', stage: 'rcpt', enhanced: '5.1.3', text: error.message };
    throw error;
  }
}

function readAcceptance(response: string, source: MessageSource): Outcome {
  const reply = parseReply(response);
  if (source.ended) return { kind: 'accepted', stage: 'dot', ...reply };
  const text = `The mail server accepted the message before it had all of it: ${reply.text}`;
  return { ...reply, kind: 'unknown', stage: 'dot', text };
}

function readFailure(error: SessionError, source: MessageSource): Outcome {
  const stage = stageOf(error, source);
  if (error.response) {
    // Garbage while the message was still leaving says nothing about a message that never ended.
    const outcome = classifyRefusal(stage, parseReply(error.response));
    return outcome.kind === 'unknown' && !source.ended
      ? { ...outcome, kind: 'deferred', stage: 'data' }
      : outcome;
  }
  if (error.code === 'EMESSAGE')
    return {
      kind: 'rejected',
      stage: 'mail',
      enhanced: '5.3.4',
      text: 'The message is larger than the mail server takes.',
    };
  const why =
    error.code === 'ETIMEDOUT' ? 'The mail server did not answer in time.' : 'The connection was lost.';
  return afterLoss(source, why);
}

function stageOf(error: SessionError, source: MessageSource): Stage {
  if (source.started) return 'dot';
  if (error.command === 'RCPT TO') return 'rcpt';
  return error.command === 'DATA' ? 'data' : 'mail';
}

function afterLoss(source: MessageSource, why: string): Outcome {
  if (!source.ended) return lost(source.started ? 'data' : 'mail', why);
  return {
    kind: 'unknown',
    stage: 'dot',
    text: `${why} The message had left and was not confirmed; it may have arrived.`,
  };
}

function lost(stage: Stage, text: string): Outcome {
  return { kind: 'deferred', stage, text };
}

/** The extensions of the last EHLO; the library keeps them, but not in its published type. */
function extensions(session: SMTPConnection): string[] {
  return (session as unknown as { _supportedExtensions?: string[] })._supportedExtensions ?? [];
}
