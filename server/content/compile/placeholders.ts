import { randomInt } from 'node:crypto';
import type { Context, UrlNode } from '../merge/nodes.ts';
import type { Part } from '../merge/parse-template.ts';
import { type Piece, scanTags, type Tag } from '../merge/scan-tags.ts';

/** What a placeholder stands for. */
export type Slot =
  | { kind: 'tag'; tag: Tag; context: Context }
  | (Omit<UrlNode, 'parts'> & { parts: Part[]; written: string })
  | { kind: 'pixel' };

/**
 * While HTML is being made, every merge tag is hidden behind a short word of letters and digits. MJML and the HTML
 * tokenizer carry such a word anywhere unchanged, whatever quotes or angle brackets the tag itself contains, and a
 * tag that MJML loses is noticed by its missing word.
 */
export class Placeholders {
  readonly slots: Slot[] = [];
  private readonly prefix: string;
  private readonly pattern: RegExp;

  /** @param texts every text the placeholders will be mixed into; the prefix occurs in none of them. */
  constructor(texts: readonly string[]) {
    const prefix = wordAbsentFrom(texts);
    this.prefix = prefix;
    this.pattern = new RegExp(`${prefix}(\\d+)z`, 'g');
  }

  add(slot: Slot): string {
    this.slots.push(slot);
    return `${this.prefix}${this.slots.length - 1}z`;
  }

  /** Replaces the merge tags of a text by placeholders; `literal` treats the text between them. */
  protect(text: string, literal = (part: string) => part): string {
    return this.protectPieces(scanTags(text), literal).text;
  }

  /** The same for scanned pieces, with a map from offsets in the result back to offsets in the source. */
  protectPieces(pieces: readonly Piece[], literal = (part: string) => part) {
    let text = '';
    const starts: { at: number; source: number }[] = [];
    for (const piece of pieces) {
      starts.push({ at: text.length, source: piece.offset });
      text +=
        'tag' in piece ? this.add({ kind: 'tag', tag: piece.tag, context: 'html' }) : literal(piece.text);
    }
    return { text, sourceOffset: (at: number) => toSource(starts, at) };
  }

  has(text: string): boolean {
    return text.includes(this.prefix);
  }

  /** Splits a text into literals and slots, in order. */
  split(text: string): (string | Slot)[] {
    return this.splitWritten(text).map(([part]) => part);
  }

  /** The same, each part with the characters that stand for it in the text. */
  splitWritten(text: string): [part: string | Slot, characters: string][] {
    if (!this.has(text)) return text === '' ? [] : [[text, text]];
    const parts: [string | Slot, string][] = [];
    let cursor = 0;
    const literal = (end: number) => {
      if (end > cursor) parts.push([text.slice(cursor, end), text.slice(cursor, end)]);
    };
    for (const match of text.matchAll(this.pattern)) {
      const slot = this.slots[Number(match[1])];
      if (!slot) continue;
      literal(match.index);
      parts.push([slot, match[0]]);
      cursor = match.index + match[0].length;
    }
    literal(text.length);
    return parts;
  }

  /** Rewrites literals and slots of a text; a slot may become another placeholder (`add`) or nothing. */
  map(text: string, literal: (part: string) => string, slot: (slot: Slot) => string): string {
    if (!this.has(text)) return literal(text);
    return this.split(text)
      .map((part) => (typeof part === 'string' ? literal(part) : slot(part)))
      .join('');
  }

  /** Gives every output of a text the context it lands in. */
  inContext(text: string, context: Context, literal: (part: string) => string): string {
    return this.map(text, literal, (slot) => this.add(slot.kind === 'tag' ? { ...slot, context } : slot));
  }

  /** The same for text between HTML tags, where an output that asks for it shows its line breaks. */
  inHtmlText(text: string, literal: (part: string) => string): string {
    return this.map(text, literal, (slot) => {
      if (slot.kind !== 'tag') return this.add(slot);
      const showsLines = slot.context === 'lines' || /\|\s*newline_to_br\s*$/.test(slot.tag.body);
      return this.add({ ...slot, context: showsLines ? 'lines' : 'html' });
    });
  }

  /** The text with its merge tags as they were written, for messages and reports. */
  asWritten(text: string): string {
    return this.split(text)
      .map((part) => (typeof part === 'string' ? part : part.kind === 'tag' ? part.tag.written : ''))
      .join('');
  }
}

const STEM = 'mslot';
const ENDING = 8;
const WORD = new RegExp(`${STEM}(?=([a-z]{${ENDING}}))`, 'gi');

/**
 * A short word that occurs in none of the texts. Each text is read once, whatever a hostile author wrote into it, and the
 * word is drawn, so that no author can write it in another way (as `&#109;slot…`) and have it taken for one of ours.
 */
function wordAbsentFrom(texts: readonly string[]): string {
  const taken = new Set(
    texts.flatMap((text) => [...text.matchAll(WORD)].map(([, ending]) => ending!.toLowerCase())),
  );
  for (;;) {
    const ending = Array.from({ length: ENDING }, () => String.fromCharCode(97 + randomInt(26))).join('');
    if (!taken.has(ending)) return STEM + ending;
  }
}

function toSource(starts: { at: number; source: number }[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]!.at <= at) low = middle;
    else high = middle - 1;
  }
  const start = starts[low];
  return start ? start.source + (at - start.at) : at;
}
