import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeGaps } from './close-gaps.ts';
import { compileContent } from './compile-content.ts';
import type { Content } from './contract.ts';
import { FixedText, joinPieces, type Piece, textOf } from './merge/pieces.ts';
import { prepare, render, renderPieces } from './render.ts';
import { sampleData } from './sample-data.ts';
import { STARTERS } from './starters.ts';

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const snippets = [
  'Plain words. ',
  '\n\n',
  '\n\n\n\n',
  '{{ contact.first_name | default: "friend" }}',
  '{{ contact.blank }}',
  '{% if contact.first_name == "Ada" %}Yes\n\n{% else %}\n\nNo {{ contact.email }}{% endif %}',
  '{% for x in contact.l %}\n{{ x }} {{ forloop.index }}\n{% endfor %}',
  '{{ contact.l | join: "\n\n\n" }}',
  'https://shop.example/{{ contact.first_name }} ',
  'https://shop.example/fixed ',
];
const htmlSnippets = [
  ...snippets,
  '<p>{{ contact.first_name }}</p>',
  '<a href="https://a.example/?n={{ contact.first_name }}">A</a>',
  '<a href="https://b.example/">B</a><a href="mailto:a@b.example">C</a><img src="https://b.example/x.png" alt="">',
  '{% unless contact.blank %}<a href="{{ unsubscribe_url }}">Leave</a>{% endunless %}',
];
const people = [
  { first_name: 'Ada', l: ['1', '2'], blank: '' },
  { first_name: 'Zoë\n\n\n\nX', l: [], blank: '\n' },
  { l: ['\n\n', ' '] },
];
const links = {
  track: (url: string, index: number) => `https://t.example/${index}/${encodeURIComponent(url)}`,
  pixelUrl: 'https://t.example/pixel',
};

test('pieces joined are the rendered text, and what is fixed is the same object for everybody', async () => {
  const next = numbers(11);
  const contents: Content[] = STARTERS.map((starter) => starter.content);
  for (let round = 0; round < 150; round++) {
    const isHtml = round % 2 === 0;
    const from = isHtml ? htmlSnippets : snippets;
    const source = Array.from({ length: 1 + next(12) }, () => from[next(from.length)]).join('');
    contents.push(
      isHtml ? { kind: 'html', version: 1, source, text: null } : { kind: 'plain', version: 1, source },
    );
  }
  for (const content of contents) {
    const compiled = await compileContent({ subject: 'Hi {{ contact.first_name }}', preheader: '', content });
    assert.ok(compiled.ok, JSON.stringify(compiled));
    const prepared = prepare(compiled.compiled);
    const fixed = new Map<string, FixedText>();
    for (const person of people) {
      for (const how of [links, {}]) {
        const data = sampleData(person);
        const now = new Date(0);
        const pieces = renderPieces(prepared, data, how, now);
        const { html, text, subject } = render(prepared, data, how, now);
        assert.equal(joinPieces(pieces.html), html);
        assert.equal(joinPieces(pieces.text), text);
        assert.equal(pieces.subject, subject);
        if (compiled.compiled.automaticText) {
          assert.doesNotMatch(text, /\n{3}/);
          assert.equal(text, text.trim());
        }
      }
    }
    const fixedOf = (person: Record<string, unknown>) =>
      renderPieces(prepared, sampleData(person), links).html.filter((piece) => piece instanceof FixedText);
    for (const piece of fixedOf(people[0]!)) fixed.set(piece.text, piece);
    const again = new Set(fixedOf({ ...people[0]!, first_name: 'Ada', email: 'other@example.net' }));
    for (const piece of fixed.values()) assert.ok(again.has(piece), piece.text);
  }
});

test('gaps close the same way in pieces as in one text', () => {
  const next = numbers(5);
  const texts = ['\n', '\n\n', '\n\n\n', ' ', 'a', 'a\n', '\nb', ' \n\n\n\n c \n', '', '\t\n\u00a0', 'x\n\n'];
  const fixed = texts.map((text) => new FixedText(text));
  for (let round = 0; round < 20_000; round++) {
    const pieces: Piece[] = Array.from({ length: next(9) }, () => {
      const at = next(texts.length);
      return next(2) === 0 ? texts[at]! : fixed[at]!;
    });
    const expected = joinPieces(pieces)
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    assert.equal(joinPieces(closeGaps(pieces)), expected, JSON.stringify(pieces.map(textOf)));
  }
});
