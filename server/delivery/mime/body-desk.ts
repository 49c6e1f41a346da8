import { mostOctets, type Pen, writeQuotedPrintable } from './quoted-printable.ts';

/** A text in parts. A part that is an object stays the same for all messages and is encoded once. */
export type Text = string | readonly (string | FixedPart)[];
export interface FixedPart {
  readonly text: string;
}

/** Characters from which on a fixed part is worth a line of its own, ready to be copied. */
const WORTH_KEEPING = 32;
/** Octets the desk begins with, and those it keeps at most between two messages. */
const USUAL = 64 * 1024;
const LARGEST_KEPT = 2 * 1024 * 1024;

/** A fixed part encoded from column 0 on. */
interface Encoded {
  octets: Uint8Array;
  endColumn: number;
}

const encodedParts = new WeakMap<FixedPart, Encoded>();

/**
 * Where a message is put together before its length is known. Its memory is used again for the next message, so a desk
 * may only be cleared once nobody reads or writes the octets of the last one any more.
 */
export class BodyDesk {
  #out: Buffer = Buffer.alloc(0);
  readonly #pen: Pen = { at: 0, column: 0 };
  /** Filled-in text that waits to be encoded together with what is filled in behind it. */
  #pending = '';

  /** @param room octets to leave free in front */
  clear(room = 0): void {
    if (this.#out.length > LARGEST_KEPT) this.#out = Buffer.alloc(0);
    this.#makeRoom(room);
    this.#pen.at = room;
    this.#pending = '';
  }

  get length(): number {
    return this.#pen.at;
  }

  /** Octets as they are, such as a delimiter. */
  raw(octets: Uint8Array): void {
    this.#makeRoom(octets.length);
    this.#out.set(octets, this.#pen.at);
    this.#pen.at += octets.length;
  }

  /** Text as it is, in UTF-8: the header. */
  rawText(text: string): void {
    this.#makeRoom(text.length * 3);
    this.#pen.at += this.#out.write(text, this.#pen.at);
  }

  /** One whole text as quoted-printable, beginning at the start of a line. */
  text(text: Text): void {
    this.#pen.column = 0;
    if (typeof text === 'string') this.#pending = text;
    else for (const part of text) this.#part(part);
    this.#encodePending();
  }

  /** Everything on the desk with the room in front: no copy, but the desk's own memory. */
  get octets(): Buffer {
    return this.#out.subarray(0, this.#pen.at);
  }

  #part(part: string | FixedPart): void {
    if (typeof part === 'string' || part.text.length < WORTH_KEEPING) {
      this.#pending += typeof part === 'string' ? part : part.text;
      return;
    }
    const encoded = encodedParts.get(part) ?? encodePart(part);
    // A pair split between a fixed and a filled-in part, be it CR LF or two surrogates, is encoded as one.
    if (encoded === undefined) {
      this.#pending += part.text;
      return;
    }
    const startsInPair = this.#pending.endsWith('\r') && part.text.startsWith('\n');
    this.#encodePending();
    if (this.#pen.column > 0) this.raw(SOFT_BREAK);
    this.raw(startsInPair ? encoded.octets.subarray(2) : encoded.octets);
    this.#pen.column = encoded.endColumn;
  }

  #encodePending(): void {
    if (this.#pending === '') return;
    this.#makeRoom(mostOctets(this.#pending.length));
    writeQuotedPrintable(this.#out, this.#pen, this.#pending);
    this.#pending = '';
  }

  #makeRoom(octets: number): void {
    const needed = this.#pen.at + octets;
    if (needed <= this.#out.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#out.length * 2, USUAL));
    this.#out.copy(larger, 0, 0, this.#pen.at);
    this.#out = larger;
  }
}

const SOFT_BREAK = Buffer.from('=\r\n');

function encodePart(part: FixedPart): Encoded | undefined {
  const { text } = part;
  if (text.endsWith('\r') || !text.isWellFormed()) return undefined;
  const out = Buffer.allocUnsafe(mostOctets(text.length));
  const pen = { at: 0, column: 0 };
  writeQuotedPrintable(out, pen, text);
  const encoded = { octets: Uint8Array.prototype.slice.call(out, 0, pen.at), endColumn: pen.column };
  encodedParts.set(part, encoded);
  return encoded;
}
