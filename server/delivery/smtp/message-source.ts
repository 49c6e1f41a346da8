import type { Socket } from 'node:net';
import { Readable } from 'node:stream';

/** Milliseconds between looks at a socket that takes its octets slowly. */
const FLUSH_CHECK = 5;

/**
 * A message as a stream that ends (and so lets the final dot go) only once all its octets have been handed to the
 * network. That makes one thing certain: a session lost while `ended` is false never carried the dot, so the message
 * was not taken; after it, nobody can know.
 */
export class MessageSource extends Readable {
  ended = false;
  started = false;
  #message: Buffer;
  #socket: Socket;

  constructor(message: Buffer, socket: Socket) {
    super({ highWaterMark: 1 });
    this.#message = message;
    this.#socket = socket;
  }

  override _read(): void {
    if (!this.started) {
      this.started = true;
      this.push(this.#message);
    } else if (!this.ended) {
      setImmediate(() => this.#endOnceFlushed());
    }
  }

  #endOnceFlushed(): void {
    if (this.destroyed || this.#socket.destroyed || !this.#socket.writable) return;
    if (this.#socket.writableLength > 0) {
      setTimeout(() => this.#endOnceFlushed(), FLUSH_CHECK);
      return;
    }
    this.ended = true;
    this.push(null);
  }
}
