import { findUnfitness } from './examine-message.ts';
import type { Outcome } from './outcome.ts';
import type { Route } from './route.ts';
import { GIVEN_UP, openSession, quit, type Session } from './smtp-session.ts';
import { Transaction } from './transaction.ts';
import type { Connection, Envelope, Transport } from './transport.ts';
import { type WrittenEnvelope, writeEnvelope } from './write-envelope.ts';

/** The transport for every SMTP server. */
export const smtpTransport: Transport = {
  async open(route: Route): Promise<Connection> {
    return new SmtpConnection(route, await openSession(route));
  },
};

type Message = Buffer | Promise<Buffer>;

class SmtpConnection implements Connection {
  #route: Route;
  #session: Session;
  #isClosed = false;
  #isBusy = false;
  /** MAIL commands said so far; the server may allow only so many. */
  #begun = 0;
  /** Whether the server still has an envelope in mind that came to nothing. */
  #mustReset = false;

  constructor(route: Route, session: Session) {
    this.#route = route;
    this.#session = session;
  }

  get usable(): boolean {
    if (this.#isClosed || this.#session.wire.ending) return false;
    return this.#isBusy || this.#begun < this.#session.abilities.mailMax;
  }

  send(envelope: Envelope, message: Message, mayEnd?: () => boolean): Promise<Outcome> {
    const { abilities } = this.#session;
    const made = message instanceof Promise ? undefined : message;
    const written = writeEnvelope(envelope, made, abilities);
    if ('kind' in written) return refuse(message, written);
    const unfitness = made && findUnfitness(made, abilities.size.most);
    if (unfitness) return refuse(message, unfitness);
    if (!this.usable || this.#isBusy) return refuse(message, ENDED_BEFORE);
    return this.#transact(written, message, mayEnd);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#isBusy) this.#session.wire.end(GIVEN_UP);
    else quit(this.#session.wire);
  }

  #transact(written: WrittenEnvelope, message: Message, mayEnd?: () => boolean): Promise<Outcome> {
    const { wire, abilities } = this.#session;
    const setting = {
      wire,
      timeouts: this.#route.timeouts,
      pipelining: abilities.pipelining,
      sizeLimit: abilities.size.most,
      mustReset: this.#mustReset,
    };
    this.#isBusy = true;
    this.#begun += 1;
    return new Promise((resolve, reject) => {
      const transaction = new Transaction(setting, written, message, mayEnd, (finish) => {
        this.#isBusy = false;
        if ('error' in finish) return reject(finish.error);
        this.#mustReset = finish.mustReset;
        resolve(finish.outcome);
      });
      transaction.begin();
    });
  }
}

const ENDED_BEFORE: Outcome = {
  kind: 'deferred',
  stage: 'mail',
  text: 'The connection had ended before the message was sent.',
};

/** Nothing was said to the server. A message still in the making is made for nothing, whatever comes of it. */
async function refuse(message: Message, outcome: Outcome): Promise<Outcome> {
  if (message instanceof Promise) message.catch(() => {});
  return outcome;
}
