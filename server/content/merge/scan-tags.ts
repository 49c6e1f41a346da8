import { MergeError, type Position, positionsOf } from './problem.ts';

/** One merge tag as it stands in the source: `{{ body }}` is an output, `{% body %}` a block tag. */
export interface Tag {
  kind: 'output' | 'block';
  body: string;
  /** The tag exactly as written, for messages. */
  written: string;
  at: Position;
  /** Position of the first character of the body. */
  bodyAt: Position;
}

/** Literal text with its offset in the source, or a tag. */
export type Piece = { text: string; offset: number } | { tag: Tag; offset: number };

const LONGEST_TAG = 2_000;

/**
 * Splits a source into literal text and merge tags, in one pass. Comments are dropped, the inside of `{% raw %}` stays
 * literal, and the whitespace that `{%-` and `-%}` ask to remove is removed.
 *
 * Throws MergeError when a tag, a comment or a raw block is never closed.
 */
export function scanTags(source: string): Piece[] {
  const position = positionsOf(source);
  const pieces: Piece[] = [];
  let cursor = 0;
  let trimNext = false;

  const pushText = (end: number, trimEnd: boolean) => {
    let text = source.slice(cursor, end);
    let offset = cursor;
    if (trimNext) {
      const trimmed = text.trimStart();
      offset += text.length - trimmed.length;
      text = trimmed;
    }
    if (trimEnd) text = text.trimEnd();
    if (text !== '') pieces.push({ text, offset });
  };

  while (true) {
    const open = nextOpening(source, cursor);
    if (open === -1) break;
    const tag = readTag(source, open, position);
    pushText(open, tag.trimBefore);
    cursor = tag.end;
    trimNext = tag.trimAfter;
    const word = tag.kind === 'block' ? tag.body.trim() : '';
    if (word === 'comment' || word === 'raw') {
      const close = findClosing(source, cursor, `end${word}`);
      if (!close)
        throw new MergeError(`{% ${word} %} is never closed with {% end${word} %}.`, position(open));
      if (word === 'raw') pushText(close.start, close.trimBefore);
      cursor = close.end;
      trimNext = close.trimAfter;
      continue;
    }
    const { kind, body, bodyStart } = tag;
    const written = source.slice(open, tag.end);
    pieces.push({
      tag: { kind, body, written, at: position(open), bodyAt: position(bodyStart) },
      offset: open,
    });
  }
  pushText(source.length, false);
  return pieces;
}

function nextOpening(source: string, from: number): number {
  for (let at = source.indexOf('{', from); at !== -1; at = source.indexOf('{', at + 1)) {
    const next = source[at + 1];
    if (next === '{' || next === '%') return at;
  }
  return -1;
}

interface ReadTag {
  kind: 'output' | 'block';
  body: string;
  bodyStart: number;
  end: number;
  trimBefore: boolean;
  trimAfter: boolean;
}

function readTag(source: string, open: number, position: (offset: number) => Position): ReadTag {
  const kind = source[open + 1] === '{' ? 'output' : 'block';
  const closing = kind === 'output' ? '}}' : '%}';
  const close = findOutsideQuotes(source, open + 2, closing);
  if (close === -1) {
    throw new MergeError(
      `This merge tag is never closed: ${closing} is missing after “${excerpt(source, open)}”.`,
      position(open),
    );
  }
  const trimBefore = source[open + 2] === '-';
  const bodyStart = open + (trimBefore ? 3 : 2);
  const trimAfter = source[close - 1] === '-' && close - 1 >= bodyStart;
  const body = source.slice(bodyStart, trimAfter ? close - 1 : close);
  return { kind, body, bodyStart, end: close + 2, trimBefore, trimAfter };
}

/** Looks for the end of a tag, skipping quoted text; a stray quote falls back to the nearest end. */
function findOutsideQuotes(source: string, from: number, closing: string): number {
  const last = Math.min(source.length, from + LONGEST_TAG);
  let quote = '';
  for (let at = from; at < last; at++) {
    const char = source[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === closing[0] && source[at + 1] === closing[1]) return at;
  }
  const near = source.slice(from, last).indexOf(closing);
  return near === -1 ? -1 : from + near;
}

function findClosing(source: string, from: number, word: string) {
  for (let at = source.indexOf('{%', from); at !== -1; at = source.indexOf('{%', at + 2)) {
    const match = /^\{%(-?)\s{0,20}([a-z]+)\s{0,20}(-?)%\}/.exec(source.slice(at, at + 64));
    if (match?.[2] === word) {
      return {
        start: at,
        end: at + match[0].length,
        trimBefore: match[1] === '-',
        trimAfter: match[3] === '-',
      };
    }
  }
  return null;
}

function excerpt(source: string, from: number): string {
  const line = source.slice(from, from + 30).split('\n')[0]!;
  return line.length === 30 ? `${line}…` : line;
}
