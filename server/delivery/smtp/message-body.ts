import { endOf, findUnfitness, stuffDots } from './examine-message.ts';
import type { Outcome } from './outcome.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from './route.ts';
import type { Wire } from './wire.ts';

/** Octets given to the network at a time: each such block has its own limit of time. */
const BLOCK = 64 * 1024;

export const HELD_BACK: Outcome = {
  kind: 'deferred',
  stage: 'data',
  text: 'The message was held back at the last moment and did not leave.',
};

type BodyOptions = {
  wire: Wire;
  timeouts: Timeouts;
  /** Octets of the largest message the server takes. */
  sizeLimit: number;
  /** Whether the message needs no look for octets that no message may have. */
  isSound: boolean;
  message: Buffer | Promise<Buffer>;
  mayEnd: (() => boolean) | undefined;
  /** The message must not, or must no longer, end; the session is out of step then. */
  onUnsent: (outcome: Outcome) => void;
  /** The promise of the message was broken. */
  onNotMade: (error: unknown) => void;
};

/**
 * The octets of one message and the line with the dot, on their way out. Knows whether the last of them has been handed
 * to the system: before that a lost connection certainly left the message unsent, from then on nobody can know.
 */
export class MessageBody {
  /** Whether the last octet of the line with the dot has been handed to the system. */
  hasEnded = false;
  #options: BodyOptions;
  #isAwaited = false;
  #isMade = false;
  #octets: Buffer = Buffer.alloc(0);
  #end: Buffer = this.#octets;
  #written = 0;

  /** @param options.message is taken as examined already, unless it is still being made */
  constructor(options: BodyOptions) {
    this.#options = options;
    const { message } = options;
    if (message instanceof Promise) message.then((made) => this.#onMade(made), options.onNotMade);
    else this.#prepare(message);
  }

  /** The server waits for the message: it goes out as soon as it is made. */
  start(): void {
    this.#isAwaited = true;
    if (this.#isMade) this.#write();
  }

  #onMade(message: Buffer): void {
    if (this.#options.wire.ending) return;
    const unfitness = findUnfitness(message, this.#options.sizeLimit, this.#options.isSound);
    if (unfitness) {
      this.#options.onUnsent(unfitness);
      return;
    }
    this.#prepare(message);
    if (this.#isAwaited) this.#write();
  }

  #prepare(message: Buffer): void {
    this.#isMade = true;
    this.#octets = stuffDots(message);
    this.#end = endOf(message);
  }

  /** Writes the next block; the last one together with the dot. */
  #write(): void {
    const { wire, timeouts } = this.#options;
    wire.waitAtMost(timeouts.block ?? DEFAULT_TIMEOUTS.block!);
    const left = this.#octets.length - this.#written;
    if (left > BLOCK || (wire.isSecure && left > 0)) {
      const block = this.#octets.subarray(this.#written, this.#written + BLOCK);
      this.#written += block.length;
      wire.writeOctets(block, undefined, this.#onBlockWritten);
    } else {
      this.#writeEnd(this.#octets.subarray(this.#written));
    }
  }

  #onBlockWritten = (error?: Error | null) => {
    if (!error && !this.#options.wire.ending) this.#write();
  };

  /**
   * TLS tells a turn late that octets have left. So the dot goes alone there, after everything before it has gone, and
   * counts as handed over at once.
   */
  #writeEnd(rest: Buffer): void {
    const { wire, mayEnd, onUnsent } = this.#options;
    if (mayEnd?.() === false) {
      onUnsent(HELD_BACK);
      return;
    }
    const isGone =
      rest.length === 0
        ? wire.writeOctets(this.#end, undefined, this.#onEndWritten)
        : wire.writeOctets(rest, this.#end, this.#onEndWritten);
    if (isGone || wire.isSecure) this.#finish();
  }

  #onEndWritten = (error?: Error | null) => {
    if (!error) this.#finish();
  };

  #finish(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.#options.wire.waitAtMost(this.#options.timeouts.dot);
  }
}
