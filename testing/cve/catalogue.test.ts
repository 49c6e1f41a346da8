/** The catalogue cannot rot: every row has a test that exists and is named after it, or says why there is none yet. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { catalogue } from './catalogue.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

describe('the catalogue of known holes', () => {
  for (const { ids, was, tests = [], notYet } of catalogue)
    it(`${ids[0]}, ${was}: is shown not to be here, or not yet possible`, () => {
      assert.ok(tests.length > 0 || notYet !== undefined);
      for (const [file, name] of tests) assert.ok(read(file).includes(name), `${file} has no test “${name}”`);
      if (tests.length === 0) return;
      const named = tests.some(([file]) => ids.some((id) => read(file).includes(id)));
      assert.ok(named, `none of ${tests.map(([file]) => file)} names ${ids.join(' or ')}`);
    });

  it('has each hole once', () => {
    const all = catalogue.flatMap(({ ids }) => ids);
    assert.deepEqual(
      all.filter((id, at) => all.indexOf(id) !== at),
      [],
    );
  });
});
