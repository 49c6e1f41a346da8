import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyDesk, type FixedPart } from './body-desk.ts';

const desk = new BodyDesk();

function encode(parts: readonly (string | FixedPart)[]): string {
  desk.clear();
  desk.text(parts);
  return desk.octets.toString('latin1');
}

/** RFC 2045 §6.7 the other way, written to be plain: soft breaks go, "=XX" is an octet, the octets are UTF-8. */
function decode(encoded: string): string {
  const octets = encoded
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(octets, 'latin1').toString();
}

/** RFC 6376 §3.4.4, likewise. The body of a message goes on after this text, so its end is left alone. */
function relaxedBody(text: string): string {
  return text.replace(/[ \t]+/g, ' ').replace(/ (?=\r\n|$)/g, '');
}

/** What a reader must get: every line break as CRLF, and U+FFFD where half a surrogate pair stood. */
const meant = (text: string) => text.replace(/\r\n|\r|\n/g, '\r\n').toWellFormed();

function assertFaithful(parts: readonly (string | FixedPart)[]): void {
  const text = parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
  const encoded = encode(parts);
  const shown = JSON.stringify(parts);
  assert.equal(decode(encoded), meant(text), shown);
  assert.equal(relaxedBody(encoded), encoded, shown);
  assert.doesNotMatch(encoded, /[^\r]\n|\r(?!\n)|[^\r\n\x20-\x7e]/, shown);
  const lines = encoded.split(/(?<!=)\r\n/).map((line) => line.split('=\r\n').map(decode).join(''));
  assert.equal(lines.join('\r\n'), meant(text), `a soft break within a character: ${shown}`);
  for (const line of encoded.split('\r\n')) {
    assert.ok(line.length <= 76, shown);
    assert.doesNotMatch(line, /^\.|^From |^--?=_/, shown);
  }
}

const long = 'A long stretch of words, so that it is kept and encoded once. ';
const ends = [
  '',
  'a',
  ' ',
  '\t',
  '\r',
  '\n',
  '\r\n',
  '.',
  'F',
  'Fr',
  'From ',
  'rom ',
  '=',
  '\0',
  'é',
  '💌',
  '\ud83d',
  '\udc8c',
];

test('every join of a fixed and a filled-in part decodes to the joined text', () => {
  for (const one of ends) {
    for (const two of ends) {
      for (const three of ends) {
        assertFaithful([{ text: one + long + two }, three, { text: two + long + one }]);
        assertFaithful([one, { text: three + long + two }, { text: one + long }, two, three]);
      }
    }
  }
});

test('random texts in random pieces decode to the joined text, at any column', () => {
  let state = 3;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const bits = [
    ...ends,
    'word ',
    'x'.repeat(60),
    '..',
    'שלום ',
    'مرحبا',
    '€',
    '\u2028',
    '\ufeff',
    '  ',
    'From\n',
  ];
  for (let round = 0; round < 6_000; round++) {
    const parts: (string | FixedPart)[] = [];
    for (let count = 1 + next(6); count > 0; count--) {
      const text = Array.from({ length: next(30) }, () => bits[next(bits.length)]!).join('');
      parts.push(next(2) === 0 ? text : { text });
    }
    assertFaithful(parts);
    assert.equal(encode(parts), encode(parts), 'what is kept is not changed by use');
  }
});

test('a character is never split and the buffer suffices for the worst text', () => {
  for (const line of encode(['€'.repeat(10_000)]).split('\r\n')) assert.match(line, /^(=E2=82=AC)*=?$/);
  for (const line of encode(['💌'.repeat(50_000)]).split('\r\n')) assert.match(line, /^(=F0=9F=92=8C)*=?$/);
  assert.equal(encode(['\0'.repeat(300_000)]).replaceAll('=\r\n', ''), '=00'.repeat(300_000));
});

test('all lengths around a full line end in time', () => {
  for (let length = 60; length < 160; length++) {
    for (const end of ['', ' ', '.', 'é', '💌', 'From ', '\n.', ' \n']) {
      assertFaithful(['x'.repeat(length) + end, { text: end + long }]);
      assertFaithful(['x'.repeat(length), end, `${end}y`]);
    }
  }
});
