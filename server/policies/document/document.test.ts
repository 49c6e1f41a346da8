import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Block, longestPolicy, policyKinds } from '../contract.ts';
import { readOriginal } from '../originals.ts';
import { compareDocuments } from './compare-documents.ts';
import { readDocument } from './read-document.ts';

const textOf = ({ runs }: Block) => runs.map(({ text }) => text).join('');
/** The words of a comparison, with [-what went-] and {+what came+}. */
const marked = (before: string, after: string) =>
  compareDocuments(readDocument(before), readDocument(after)).parts.flatMap(({ blocks }) =>
    blocks.map(({ runs, change }) => {
      const words = runs
        .map(({ text, change: how }) =>
          how === 'removed' ? `[-${text}-]` : how === 'added' ? `{+${text}+}` : text,
        )
        .join('');
      return change === 'removed' ? `- ${words}` : change === 'added' ? `+ ${words}` : words;
    }),
  );

describe('the plain format of policies', () => {
  it('has headings, lists, paragraphs, bold, code and links', () => {
    const text = '# A\n\n## B\nOne\ntwo **three**.\n\n- x\n  y\n- `z`\n1. n\n\n### C\n[d](/policies/terms)';
    assert.deepEqual(readDocument(text), [
      { kind: 'title', runs: [{ text: 'A' }] },
      { kind: 'heading', runs: [{ text: 'B' }] },
      { kind: 'paragraph', runs: [{ text: 'One two ' }, { text: 'three', strong: true }, { text: '.' }] },
      { kind: 'item', runs: [{ text: 'x y' }] },
      { kind: 'item', runs: [{ text: 'z', code: true }] },
      { kind: 'numbered', runs: [{ text: 'n' }] },
      { kind: 'subheading', runs: [{ text: 'C' }] },
      { kind: 'paragraph', runs: [{ text: 'd', href: '/policies/terms' }] },
    ]);
  });

  it('leads nowhere but to the web, to mail and to pages of the install', () => {
    const hrefs = (text: string) => readDocument(text).flatMap(({ runs }) => runs.map(({ href }) => href));
    for (const good of ['https://a.example/x?y=1', 'mailto:a@b.example', '/policies/terms#2'])
      assert.deepEqual(hrefs(`[a](${good})`), [good]);
    for (const bad of [
      'javascript:alert',
      '//evil.example',
      '/\\evil.example',
      'data:text/html,x',
      'http://',
      'x',
    ])
      assert.deepEqual(hrefs(`[a](${bad})`), [undefined], bad);
  });

  it('is read fast, whatever stands in it', () => {
    for (const piece of ['**', '[', '[a](', '`', '**a', '[a]', '- ', '#', '<script>']) {
      const text = piece.repeat(longestPolicy / piece.length);
      const start = performance.now();
      readDocument(text);
      assert.ok(performance.now() - start < 1000, `${piece} took ${performance.now() - start} ms`);
    }
  });

  it('leaves none of its marks in the originals', () => {
    for (const kind of policyKinds)
      for (const block of readDocument(readOriginal(kind)))
        assert.doesNotMatch(textOf(block), /\*\*|\]\(|^[#-]/);
  });
});

describe('a comparison', () => {
  it('marks words in a paragraph that was changed', () => {
    assert.deepEqual(marked('We keep it for 30 days.\n\nSame.', 'We keep it for 60 days at most.\n\nSame.'), [
      'We keep it for [-30 -]{+60 +}days {+at most+}.',
      'Same.',
    ]);
  });

  it('shows a paragraph that came or went as a whole, and does not mix those that have nothing in common', () => {
    assert.deepEqual(
      marked('One two three.\n\nGone entirely here.', 'Novel words stand there.\n\nOne two three.'),
      ['+ Novel words stand there.', 'One two three.', '- Gone entirely here.'],
    );
    assert.deepEqual(marked('Apples and pears.', 'Something of quite another kind.'), [
      '+ Something of quite another kind.',
      '- Apples and pears.',
    ]);
  });

  it('takes a link to another place for a change', () => {
    const [part] = compareDocuments(readDocument('[a](/b)'), readDocument('[a](/c)')).parts;
    assert.equal(part?.blocks[0]?.change, 'changed');
  });

  it('folds away what is far from any change, and keeps the heading above one', () => {
    const before = readDocument(readOriginal('terms'));
    const after = before.map((block) =>
      textOf(block).startsWith('If we agreed on a price')
        ? { ...block, runs: [{ text: 'No price.' }] }
        : block,
    );
    const { changes, parts } = compareDocuments(before, after);
    assert.equal(changes, 2);
    assert.deepEqual(
      parts.map(({ folded }) => folded),
      [true, false, true],
    );
    assert.ok(parts[1]!.blocks.some((block) => textOf(block) === '6. Prices'));
  });

  it('of two long texts without anything in common ends soon', () => {
    const long = (word: string) =>
      Array.from({ length: 8000 }, (_, index) => `${word}${index} ${word} x.`).join('\n\n');
    const start = performance.now();
    const { changes } = compareDocuments(readDocument(long('one')), readDocument(long('other')));
    assert.equal(changes, 16_000);
    assert.ok(performance.now() - start < 5000, `${performance.now() - start} ms`);
  });
});
