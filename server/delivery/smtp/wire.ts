import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Deadline } from './deadline.ts';
import { ReplyReader } from './reply-reader.ts';
import type { Protection } from './transport.ts';

/** Why a session ended: in what way, and in words that can follow “The message …”. */
export type Ending = { how: 'timeout' | 'closed' | 'nonsense' | 'here'; text: string; error?: Error };

/** Who hears of the next reply, or that none will come any more. */
export type Listener = {
  reply(code: number, raw: Buffer): void;
  ended(ending: Ending): void;
};

/** What is not refused for its certificate is encrypted all the same. */
function protectionOf(socket: Socket): Protection {
  if (!(socket instanceof TLSSocket)) return 'inClear';
  return socket.authorized ? 'tlsVerified' : 'tlsUnverified';
}

/** A session that ended while a reply was waited for. */
export class EndedError extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.text, { cause: ending.error });
    this.ending = ending;
  }
}

const TIMEOUT: Ending = { how: 'timeout', text: 'The mail server did not answer in time.' };
const CLOSED: Ending = { how: 'closed', text: 'The connection was lost.' };
const TOO_LONG: Ending = { how: 'nonsense', text: 'The mail server sent an answer without end.' };
const OUT_OF_STEP: Ending = { how: 'nonsense', text: 'The mail server answered what nobody had asked.' };

/**
 * A connected socket that speaks in lines and replies. Exactly one listener hears it; a reply that nobody waits for
 * (such as a 421 between two messages) ends the session.
 */
export class Wire {
  readonly isSecure: boolean;
  readonly protection: Protection;
  ending: Ending | undefined;
  #socket: Socket;
  #deadline = new Deadline(() => this.end(TIMEOUT));
  #reader = new ReplyReader((code, raw) => this.#deliver(code, raw));
  #listener: Listener | undefined;
  #onData = (chunk: Buffer) => {
    if (!this.#reader.push(chunk)) this.end(TOO_LONG);
  };
  #onError = (error: Error) => this.end({ ...CLOSED, error });
  #onEnd = () => this.end(CLOSED);

  constructor(socket: Socket) {
    this.#socket = socket;
    this.isSecure = socket instanceof TLSSocket;
    this.protection = protectionOf(socket);
    socket
      .on('data', this.#onData)
      .on('error', this.#onError)
      .on('end', this.#onEnd)
      .on('close', this.#onEnd);
  }

  get localAddress(): string {
    return this.#socket.localAddress ?? '127.0.0.1';
  }

  /** Makes `listener` the one who hears what comes next; undefined when nothing may come. */
  listen(listener: Listener | undefined): void {
    this.#listener = listener;
  }

  write(text: string): void {
    this.#socket.write(text);
  }

  /**
   * Writes octets, `last` in the same call to the system. `onWritten` is called without an error once the system has
   * taken all of them.
   *
   * @returns whether it took them at once, as far as that is known; under TLS it never is
   */
  writeOctets(
    octets: Buffer | string,
    last: Buffer | undefined,
    onWritten: (error?: Error | null) => void,
  ): boolean {
    if (last === undefined) {
      this.#socket.write(octets, onWritten);
    } else {
      this.#socket.cork();
      this.#socket.write(octets);
      this.#socket.write(last, onWritten);
      this.#socket.uncork();
    }
    return !this.isSecure && this.#socket.writableLength === 0 && !this.#socket.errored;
  }

  /** From now on the session ends when nothing follows for so many milliseconds. */
  waitAtMost(milliseconds: number): void {
    this.#deadline.set(milliseconds);
  }

  /** Nothing is waited for: the session may be idle as long as the server likes. */
  rest(): void {
    this.#deadline.clear();
    this.#listener = undefined;
  }

  /**
   * Says one command, or nothing, and gives the reply to it.
   *
   * @throws {EndedError} when the session ends first
   */
  ask(command: string | undefined, milliseconds: number): Promise<{ code: number; raw: Buffer }> {
    return new Promise((resolve, reject) => {
      if (this.ending) return reject(new EndedError(this.ending));
      this.#listener = {
        reply: (code, raw) => {
          this.rest();
          resolve({ code, raw });
        },
        ended: (ending) => reject(new EndedError(ending)),
      };
      if (command !== undefined) this.write(`${command}\r\n`);
      this.waitAtMost(milliseconds);
    });
  }

  /**
   * Lets go of the socket, for TLS to take over. Undefined when octets are waiting that were sent in the clear: they
   * could have been slipped in by somebody else, to be taken for the server's after the handshake.
   */
  release(): Socket | undefined {
    if (this.ending || !this.#reader.isEmpty || this.#socket.readableLength > 0) return undefined;
    this.#deadline.close();
    const socket = this.#socket;
    socket.off('data', this.#onData).off('error', this.#onError).off('end', this.#onEnd);
    socket.off('close', this.#onEnd);
    return socket;
  }

  /** Cuts the connection. What the system has not taken yet never leaves. */
  end(ending: Ending): void {
    if (this.ending) return;
    this.ending = ending;
    this.#deadline.close();
    this.#socket.destroy();
    this.#listener?.ended(ending);
    this.#listener = undefined;
  }

  #deliver(code: number, raw: Buffer): void {
    if (this.ending) return;
    if (this.#listener) this.#listener.reply(code, raw);
    else this.end(OUT_OF_STEP);
  }
}
