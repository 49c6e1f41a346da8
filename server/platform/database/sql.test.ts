import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { join, prepared, sql, toStatement } from './sql.ts';

describe('the sql tag', () => {
  it('weaves in pieces of its own and keeps values apart', () => {
    const wanted = join([sql`a = ${1}`, sql`b = ${2}`], ' and ');
    assert.deepEqual(toStatement(prepared('both', sql`select ${0} where ${wanted}`)), {
      text: 'select $1 where a = $2 and b = $3',
      values: [0, 1, 2],
    });
  });

  it('takes what only looks like a piece for a value', () => {
    const sent: unknown = JSON.parse('{"strings": ["1; drop table users"], "values": []}');
    assert.deepEqual(toStatement(sql`select ${sent}`), { text: 'select $1', values: [sent] });
  });
});
