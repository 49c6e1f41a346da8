import { diffArrays } from 'diff';
import type { Block, Difference, Run } from '../contract.ts';
import { foldUnchanged } from './fold-unchanged.ts';

/** More differences than this and two texts have nothing in common worth showing. */
const MOST_EDITS = 1500;
/** Share of words two paragraphs must have in common to be shown as one that was changed. */
const ALIKE = 0.4;
/** Paragraphs looked ahead for the one that another was made from. */
const FARTHEST_PAIR = 20;

/** What changed from one text to another, paragraph by paragraph and within them word by word. */
export function compareDocuments(before: Block[], after: Block[]): Difference {
  const blocks = stretches(before, after).flatMap(({ same, removed, added }) => [
    ...same,
    ...pairUp(removed, added),
  ]);
  return { changes: blocks.filter(({ change }) => change).length, parts: foldUnchanged(blocks) };
}

/** A whole text in which nothing is marked. */
export const wholeDocument = (blocks: Block[]): Difference => ({
  changes: 0,
  parts: [{ folded: false, blocks }],
});

interface Stretch<T> {
  same: T[];
  removed: T[];
  added: T[];
}

/** Cuts two sequences into stretches: what is the same, then what took the place of what. */
function stretches<T>(before: T[], after: T[], keyOf: (one: T) => string = JSON.stringify): Stretch<T>[] {
  const keyed = (all: T[]) => all.map((one) => ({ one, key: keyOf(one) }));
  const pieces = diffArrays(keyed(before), keyed(after), {
    comparator: (a, b) => a.key === b.key,
    maxEditLength: MOST_EDITS,
  }) ?? [
    { value: keyed(before), removed: true, added: false },
    { value: keyed(after), removed: false, added: true },
  ];
  const found: Stretch<T>[] = [{ same: [], removed: [], added: [] }];
  for (const { value: keyedValue, removed, added } of pieces) {
    const value = keyedValue.map(({ one }) => one);
    if (!removed && !added) found.push({ same: value, removed: [], added: [] });
    else found.at(-1)![removed ? 'removed' : 'added'].push(...value);
  }
  return found;
}

/** Puts each added paragraph beside the removed one it was made from, in the order of the new text. */
function pairUp(removed: Block[], added: Block[]): Block[] {
  const result: Block[] = [];
  let left = removed.map((old) => ({ old, words: wordsOf(old) }));
  for (const block of added) {
    const words = wordsOf(block);
    const match = left
      .slice(0, FARTHEST_PAIR)
      .findIndex(({ old, words: others }) => old.kind === block.kind && likeness(words, others) >= ALIKE);
    if (match < 0) {
      result.push({ ...block, change: 'added' });
      continue;
    }
    result.push(...left.slice(0, match).map(gone), changedBlock(left[match]!.old, block));
    left = left.slice(match + 1);
  }
  return [...result, ...left.map(gone)];
}

const gone = ({ old }: { old: Block }): Block => ({ ...old, change: 'removed' });

/** Share of the words of the richer one that the other has too. */
function likeness(words: Set<string>, others: Set<string>): number {
  const shared = [...words].filter((word) => others.has(word)).length;
  return shared / Math.max(words.size, others.size, 1);
}

const wordsOf = (block: Block): Set<string> =>
  new Set(block.runs.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []));

function changedBlock(before: Block, after: Block): Block {
  const runs = stretches(splitRuns(before.runs), splitRuns(after.runs), wordKey);
  return { kind: after.kind, change: 'changed', runs: joinRuns(withoutIslands(runs).flatMap(markWords)) };
}

const markWords = ({ same, removed, added }: Stretch<Run>): Run[] => [
  ...same,
  ...removed.map((run) => ({ ...run, change: 'removed' as const })),
  ...added.map((run) => ({ ...run, change: 'added' as const })),
];

/** Words with the space behind them, each in its style. */
const splitRuns = (runs: Run[]): Run[] =>
  runs.flatMap((run) =>
    (run.text.match(/[\p{L}\p{N}]+\s*|[^\p{L}\p{N}\s]\s*|\s+/gu) ?? []).map((text) => ({ ...run, text })),
  );

/** The space behind a word is no part of it: it is lost at the end of a sentence. */
const wordKey = ({ text, strong, code, href }: Run) => JSON.stringify([text.trim(), strong, code, href]);

/** A lone short word that stayed among many that went makes a sentence harder to read, not easier: it counts as changed. */
function withoutIslands(found: Stretch<Run>[]): Stretch<Run>[] {
  const result: Stretch<Run>[] = [];
  for (const one of found) {
    const last = result.at(-1);
    const isChange = one.removed.length + one.added.length > 0;
    const wasChange = last !== undefined && last.removed.length + last.added.length > 0;
    const kept = one.same
      .map(({ text }) => text)
      .join('')
      .trim();
    if (!last || !isChange || !wasChange || kept.length > 3) result.push(one);
    else {
      last.removed.push(...one.same, ...one.removed);
      last.added.push(...one.same, ...one.added);
    }
  }
  return result;
}

function joinRuns(runs: Run[]): Run[] {
  const joined: Run[] = [];
  const styleOf = ({ text: _, ...style }: Run) => JSON.stringify(style);
  for (const run of runs) {
    const last = joined.at(-1);
    if (last && styleOf(last) === styleOf(run)) last.text += run.text;
    else joined.push({ ...run });
  }
  return joined;
}
