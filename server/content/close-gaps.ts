import { FixedText, type Piece, textOf } from './merge/pieces.ts';

/**
 * Closes the gaps that conditions leave in an automatic text: never more than two line breaks in a row, no blanks or
 * breaks at either end. The same as on the joined text, and what is fixed stays fixed.
 */
export function closeGaps(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  let breaks = 0;
  for (const piece of pieces) {
    const closed = change(piece, 'closed', closeRuns);
    const excess = Math.max(0, breaks + leadingBreaks(textOf(closed)) - 2);
    const kept = excess === 0 ? closed : change(closed, `from ${excess}`, (text) => text.slice(excess));
    const text = textOf(kept);
    if (text === '') continue;
    out.push(kept);
    const trailing = trailingBreaks(text);
    breaks = trailing === text.length ? breaks + trailing : trailing;
  }
  return trimEnds(out);
}

const closeRuns = (text: string) => (text.includes('\n\n\n') ? text.replace(/\n{3,}/g, '\n\n') : text);

function trimEnds(pieces: Piece[]): Piece[] {
  let start = 0;
  let end = pieces.length;
  while (start < end && textOf(pieces[start]!).trim() === '') start++;
  while (end > start && textOf(pieces[end - 1]!).trim() === '') end--;
  if (start === end) return [];
  const kept = pieces.slice(start, end);
  kept[0] = change(kept[0]!, 'trimmed at the start', (text) => text.trimStart());
  const last = kept.length - 1;
  kept[last] = change(kept[last]!, 'trimmed at the end', (text) => text.trimEnd());
  return kept;
}

function change(piece: Piece, name: string, how: (text: string) => string): Piece {
  return piece instanceof FixedText ? piece.derive(name, how) : how(piece);
}

function leadingBreaks(text: string): number {
  let count = 0;
  while (text.charCodeAt(count) === 10) count++;
  return count;
}

function trailingBreaks(text: string): number {
  let count = 0;
  while (text.charCodeAt(text.length - 1 - count) === 10) count++;
  return count;
}
