import { endOf, stuffDots } from './examine-message.ts';
import type { Wire } from './wire.ts';

/** Octets given to the network at a time: each such block has its own limit of time. */
const BLOCK = 64 * 1024;

/**
 * Writes the octets of one message and the line with the dot, and knows whether the last of them has been handed to the
 * system: before that a lost connection certainly left the message unsent, from then on nobody can know.
 */
export class BodyWriter {
  /** Whether the last octet of the line with the dot has been handed to the system. */
  hasEnded = false;
  #wire: Wire;
  #octets: Buffer;
  #end: Buffer;
  #written = 0;
  #patience: number;
  #mayEnd: (() => boolean) | undefined;
  #onDone: (ended: boolean) => void;

  /**
   * @param patience milliseconds for each block
   * @param onDone called with true once the message has ended, with false when `mayEnd` said that it must not
   */
  constructor(
    wire: Wire,
    message: Buffer,
    patience: number,
    mayEnd: (() => boolean) | undefined,
    onDone: (ended: boolean) => void,
  ) {
    this.#wire = wire;
    this.#octets = stuffDots(message);
    this.#end = endOf(message);
    this.#patience = patience;
    this.#mayEnd = mayEnd;
    this.#onDone = onDone;
  }

  /** Writes the next block; the last one together with the dot. */
  write(): void {
    this.#wire.waitAtMost(this.#patience);
    const left = this.#octets.length - this.#written;
    if (left > BLOCK || (this.#wire.isSecure && left > 0)) {
      const block = this.#octets.subarray(this.#written, this.#written + BLOCK);
      this.#written += block.length;
      this.#wire.writeOctets(block, undefined, this.#onBlockWritten);
    } else {
      this.#writeEnd(this.#octets.subarray(this.#written));
    }
  }

  #onBlockWritten = (error?: Error | null) => {
    if (!error && !this.#wire.ending) this.write();
  };

  /**
   * TLS tells a turn late that octets have left. So the dot goes alone there, after everything before it has gone, and
   * counts as handed over at once.
   */
  #writeEnd(rest: Buffer): void {
    if (this.#mayEnd?.() === false) {
      this.#onDone(false);
      return;
    }
    const isGone =
      rest.length === 0
        ? this.#wire.writeOctets(this.#end, undefined, this.#onEndWritten)
        : this.#wire.writeOctets(rest, this.#end, this.#onEndWritten);
    if (isGone || this.#wire.isSecure) this.#finish();
  }

  #onEndWritten = (error?: Error | null) => {
    if (!error) this.#finish();
  };

  #finish(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.#onDone(true);
  }
}
