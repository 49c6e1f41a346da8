import { diffLines } from 'diff';
import type { ChangedLine } from './contract.ts';

/** More lines than this that differ, and the content is as good as new. */
const MOST_EDITS = 400;
/** Lines shown around a change. */
const AROUND = 2;

/** What changed from one source to another, line by line; null when next to nothing stayed the same. */
export function compareSources(before: string, after: string): ChangedLine[] | null {
  const pieces = diffLines(ended(before), ended(after), { maxEditLength: MOST_EDITS });
  return (
    pieces?.flatMap(({ value, added, removed }, at) => {
      const lines = value.replace(/\n$/, '').split('\n');
      if (added || removed)
        return lines.map((text): ChangedLine => ({ kind: added ? 'added' : 'removed', text }));
      return shorten(lines, { isFirst: at === 0, isLast: at === pieces.length - 1 });
    }) ?? null
  );
}

/** A last line without an end is the same line as one with it. */
const ended = (text: string) => `${text.replaceAll('\r\n', '\n').replace(/\n$/, '')}\n`;

/** Leaves out what is far from any change. */
function shorten(lines: string[], { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): ChangedLine[] {
  const [head, tail] = [isFirst ? 0 : AROUND, isLast ? 0 : AROUND];
  const left = lines.length - head - tail;
  const same = (part: string[]) => part.map((text): ChangedLine => ({ kind: 'same', text }));
  if (left <= 1) return same(lines);
  const gap: ChangedLine = { kind: 'gap', text: `${left} lines that stayed the same` };
  return [...same(lines.slice(0, head)), gap, ...same(lines.slice(lines.length - tail))];
}
