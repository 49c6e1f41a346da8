/**
 * A stretch of an email that reads the same for everybody. It exists once per prepared content, so whoever does work
 * on it (encoding, say) can keep the result under it.
 */
export class FixedText {
  readonly text: string;
  readonly #derived = new Map<string, FixedText>();

  constructor(text: string) {
    this.text = text;
  }

  /** The stretch as `change` makes it: done once for each name, and itself when nothing changes. */
  derive(name: string, change: (text: string) => string): FixedText {
    const known = this.#derived.get(name);
    if (known) return known;
    const text = change(this.text);
    const fresh = text === this.text ? this : new FixedText(text);
    this.#derived.set(name, fresh);
    return fresh;
  }
}

/** A rendered part is a row of pieces: what is fixed, and what was filled in for one person. */
export type Piece = string | FixedText;

export const textOf = (piece: Piece): string => (typeof piece === 'string' ? piece : piece.text);

export function joinPieces(pieces: readonly Piece[]): string {
  let out = '';
  for (const piece of pieces) out += textOf(piece);
  return out;
}
