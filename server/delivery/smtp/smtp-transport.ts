import { performance } from 'node:perf_hooks';
import { ChunkedTransaction, LARGEST_CHUNK } from './chunked-transaction.ts';
import { findUnfitness } from './examine-message.ts';
import type { Finish } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import type { Route } from './route.ts';
import { GIVEN_UP, openSession, quit, type Session } from './smtp-session.ts';
import { Transaction } from './transaction.ts';
import type { Connection, Envelope, Protection, Transport } from './transport.ts';
import { type WrittenEnvelope, writeEnvelope } from './write-envelope.ts';

/** The transport for every SMTP server. */
export const smtpTransport: Transport = {
  async open(route: Route): Promise<Connection> {
    return new SmtpConnection(route, await openSession(route));
  },
};

type Message = Buffer | Promise<Buffer>;

/**
 * Milliseconds of silence after which a message does not leave before the server has answered its envelope: a
 * connection that died meanwhile would leave the fate of the message open.
 */
const LONG_SILENCE = 5_000;

/** Servers that announce CHUNKING and do not know BDAT: asked once, not with every new session. */
const chunkless = new Set<string>();
const MOST_REMEMBERED = 10_000;

class SmtpConnection implements Connection {
  #route: Route;
  #session: Session;
  #isClosed = false;
  #isBusy = false;
  /** MAIL commands said so far; the server may allow only so many. */
  #begun = 0;
  /** Whether the server still has an envelope in mind that came to nothing. */
  #mustReset = false;
  #canChunk: boolean;
  /** When the server last said something. */
  #heardAt = performance.now();

  constructor(route: Route, session: Session) {
    this.#route = route;
    this.#session = session;
    const { pipelining, chunking } = session.abilities;
    this.#canChunk = pipelining && chunking && route.chunking !== 'off' && !chunkless.has(nameOf(route));
  }

  get usable(): boolean {
    if (this.#isClosed || this.#session.wire.ending) return false;
    return this.#isBusy || this.#begun < this.#session.abilities.mailMax;
  }

  get protection(): Protection {
    return this.#session.wire.protection;
  }

  send(envelope: Envelope, message: Message, mayEnd?: () => boolean): Promise<Outcome> {
    if (message instanceof Promise && this.#goesAtOnce(envelope.size ?? 0))
      return this.#sendOnceMade(envelope, message, mayEnd);
    const { abilities } = this.#session;
    const made = message instanceof Promise ? undefined : message;
    const written = writeEnvelope(envelope, made, abilities);
    if ('kind' in written) return refuse(message, written);
    const unfitness = made && findUnfitness(made, abilities.size.most, envelope.isSound);
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

  /** What leaves in one piece has to be there as a whole before its first word. */
  async #sendOnceMade(
    envelope: Envelope,
    message: Promise<Buffer>,
    mayEnd?: () => boolean,
  ): Promise<Outcome> {
    if (!this.usable || this.#isBusy) return refuse(message, ENDED_BEFORE);
    this.#isBusy = true;
    const made = await message.finally(() => {
      this.#isBusy = false;
    });
    return this.send(envelope, made, mayEnd);
  }

  /** Whether a message of this size leaves together with its envelope. After a refusal RSET has to be heard first. */
  #goesAtOnce(size: number): boolean {
    if (!this.#canChunk || this.#mustReset || size > LARGEST_CHUNK) return false;
    return performance.now() - this.#heardAt < LONG_SILENCE;
  }

  #transact(written: WrittenEnvelope, message: Message, mayEnd?: () => boolean): Promise<Outcome> {
    this.#isBusy = true;
    this.#begun += 1;
    return new Promise((resolve, reject) => {
      const onFinish = (finish: Finish) => {
        this.#isBusy = false;
        this.#heardAt = performance.now();
        if ('error' in finish) return reject(finish.error);
        this.#mustReset = finish.mustReset;
        if (finish.isChunkless && this.#staysWithoutChunks()) {
          this.#transact(written, message, mayEnd).then(resolve, reject);
        } else {
          resolve(finish.outcome);
        }
      };
      this.#exchange(written, message, mayEnd, onFinish).begin();
    });
  }

  #exchange(
    written: WrittenEnvelope,
    message: Message,
    mayEnd: (() => boolean) | undefined,
    onFinish: (finish: Finish) => void,
  ): Transaction | ChunkedTransaction {
    const { wire, abilities } = this.#session;
    const { timeouts } = this.#route;
    if (!(message instanceof Promise) && this.#goesAtOnce(message.length))
      return new ChunkedTransaction({ wire, timeouts }, written, message, mayEnd, onFinish);
    const setting = {
      wire,
      timeouts,
      pipelining: abilities.pipelining,
      sizeLimit: abilities.size.most,
      mustReset: this.#mustReset,
    };
    return new Transaction(setting, written, message, mayEnd, onFinish);
  }

  /** Does without BDAT from now on; whether the session is still good for that. */
  #staysWithoutChunks(): boolean {
    this.#canChunk = false;
    if (chunkless.size < MOST_REMEMBERED) chunkless.add(nameOf(this.#route));
    return this.usable;
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

function nameOf({ host, port }: Route): string {
  return `${host}:${port}`;
}
