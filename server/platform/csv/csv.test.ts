import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { csvCell, csvRow } from './csv.ts';

test('text that would run as a formula is disarmed (CVE-2021-3188)', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']) {
    const cell = csvCell(`${start}HYPERLINK("http://evil.example")`);
    assert.match(cell, /^"'/, `starts with ${JSON.stringify(start)}`);
  }
  assert.equal(csvCell('=1+1'), "'=1+1");
  assert.equal(csvCell('a=1'), 'a=1');
});

test('numbers and truth values stay as they are, nothing makes an empty cell', () => {
  assert.equal(csvRow([-5, 0.25, true, null, undefined, '']), '-5,0.25,true,,,\r\n');
});

test('quotes, commas and line breaks survive a reader', () => {
  const cells = ['Ada "the first" Lovelace', 'London, GB', 'two\r\nlines', ' padded ', 'ünï'];
  assert.deepEqual(parse(csvRow(cells)), [cells]);
});
