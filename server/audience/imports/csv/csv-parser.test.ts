import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CsvParser, type CsvRow, rowLimit } from './csv-parser.ts';

/** Rows as [line, ...cells]. */
function parse(text: string, delimiter = ',', pieceLength = text.length || 1) {
  const parser = new CsvParser(delimiter);
  const rows: CsvRow[] = [];
  for (let at = 0; at < text.length; at += pieceLength)
    rows.push(...parser.push(text.slice(at, at + pieceLength)));
  rows.push(...parser.push('', true));
  return rows.map(({ line, cells, fault }) => (fault ? [line, fault] : [line, ...cells]));
}

describe('CsvParser', () => {
  const cases: [string, string, unknown[]][] = [
    [
      'plain rows',
      'a,b\nc,d\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'no line break at the end',
      'a,b\nc,d',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'every kind of line ending',
      'a\r\nb\rc\nd',
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
        [4, 'd'],
      ],
    ],
    [
      'blank lines, which count as lines',
      'a\n\n  \r\nb\n',
      [
        [1, 'a'],
        [4, 'b'],
      ],
    ],
    [
      'an empty cell at the end',
      'a,\n,',
      [
        [1, 'a', ''],
        [2, '', ''],
      ],
    ],
    ['quoted delimiters and quotes', '"a,""b""",c', [[1, 'a,"b"', 'c']]],
    [
      'quoted line breaks, which count as lines',
      'x,"1\n2\r\n3"\ny',
      [
        [1, 'x', '1\n2\r\n3'],
        [4, 'y'],
      ],
    ],
    ['quotes within a cell as they stand', 'O"Neil,5" tall', [[1, 'O"Neil', '5" tall']]],
    ['text after a closing quote', '"a"b,"c" ', [[1, 'ab', 'c ']]],
    [
      'an empty quoted cell',
      '"",""\n"a"',
      [
        [1, '', ''],
        [2, 'a'],
      ],
    ],
    ['a quote that is never closed', 'a,"b\nc,d\n"e",f', [[1, 'a', 'b\nc,d\ne"', 'f']]],
    [
      'a quote that is never closed, up to the end',
      'a,"b\nc,d\n',
      [
        [1, 'a quotation mark that is not closed within 64 KB'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'a quote that is never closed on the last line',
      'a\n"b',
      [
        [1, 'a'],
        [2, 'a quotation mark that is not closed within 64 KB'],
      ],
    ],
  ];
  for (const [name, text, rows] of cases) {
    it(`reads ${name}, however it is cut into pieces`, () => {
      for (let length = 1; length <= text.length; length++) assert.deepEqual(parse(text, ',', length), rows);
    });
  }

  it('goes on after a row that is too long, quoted or not', () => {
    const long = 'x'.repeat(3 * rowLimit);
    const broken = `ok,1\n"never,closed\n${'filler,row\n'.repeat(10_000)}last,1\n`;
    for (const piece of [1000, rowLimit, 1_000_000]) {
      assert.deepEqual(parse(`a\r\n${long}\r\nb`, ',', piece), [
        [1, 'a'],
        [2, 'longer than 64 KB'],
        [3, 'b'],
      ]);
      const rows = parse(broken, ',', piece);
      assert.deepEqual(rows[1], [2, 'a quotation mark that is not closed within 64 KB']);
      assert.deepEqual([rows.length, rows.at(-1)], [10_003, [10_003, 'last', '1']]);
    }
  });
});
