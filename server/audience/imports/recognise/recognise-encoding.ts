import type { ImportFormat } from '../contract.ts';

type Encoding = ImportFormat['encoding'];

/**
 * Recognises the encoding of a file while it passes by: a byte order mark decides, then text in two-byte units by its
 * zero bytes, then UTF-8 if every byte of the file fits it, else Windows-1252, in which every byte means something.
 */
export class EncodingRecogniser {
  #start = Buffer.alloc(0);
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true });
  #isUtf8 = true;

  push(piece: Buffer): void {
    if (this.#start.length < 1024) this.#start = Buffer.concat([this.#start, piece.subarray(0, 1024)]);
    if (this.#isUtf8) this.#try(() => this.#utf8.decode(piece, { stream: true }));
  }

  /** To be called once, after the last piece. Undefined when the file is not text. */
  finish(): Encoding | undefined {
    if (this.#isUtf8) this.#try(() => this.#utf8.decode());
    return markOf(this.#start) ?? unmarked(this.#start, this.#isUtf8);
  }

  #try(decode: () => void): void {
    try {
      decode();
    } catch {
      this.#isUtf8 = false;
    }
  }
}

function markOf(start: Buffer): Encoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return undefined;
}

function unmarked(start: Buffer, isUtf8: boolean): Encoding | undefined {
  const zeros = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]! += 1;
  });
  const [even, odd] = zeros as [number, number];
  // A stray zero byte is one of the things broken exports bring; it is dropped later.
  if ((even + odd) * 20 < start.length) return isUtf8 ? 'utf-8' : 'windows-1252';
  if (odd > start.length / 4 && even === 0) return 'utf-16le';
  if (even > start.length / 4 && odd === 0) return 'utf-16be';
  return undefined;
}
