import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSources } from './compare-sources.ts';

const lines = (count: number) => Array.from({ length: count }, (_, line) => `line ${line}`);
const marks = { same: ' ', added: '+', removed: '-', gap: '…' };
const shown = (before: string[], after: string[]) =>
  compareSources(before.join('\n'), after.join('\n'))?.map(({ kind, text }) => marks[kind] + text);

test('a changed line stands among its neighbours, and what is far from it is left out', () => {
  assert.deepEqual(shown(lines(20), lines(20).with(10, 'other')), [
    '…8 lines that stayed the same',
    ' line 8',
    ' line 9',
    '-line 10',
    '+other',
    ' line 11',
    ' line 12',
    '…7 lines that stayed the same',
  ]);
});

test('ends of lines and of the text are no change', () => {
  assert.deepEqual(compareSources('a\r\nb', 'a\nb\n'), [
    { kind: 'gap', text: '2 lines that stayed the same' },
  ]);
});

test('a text written anew is not compared', () => {
  assert.equal(
    shown(
      lines(1000),
      lines(1000).map((line) => `${line}!`),
    ),
    undefined,
  );
});
