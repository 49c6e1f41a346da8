import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostUsed } from './most-used.ts';

const feature = (did: string, uses: number[]) => ({ feature: did, did, accounts: 1, uses, total: 0 });

test('the features used most stand by themselves, the others are added up', () => {
  const features = [feature('a', [5, 4]), feature('b:', [3, 3]), feature('c', [1, 0]), feature('d', [1, 2])];
  const weeks = ['2026-11-16', '2026-11-23'];
  assert.deepEqual(mostUsed({ features, weeks }, 2), [
    { name: 'a', uses: [5, 4], isRest: false },
    { name: 'b', uses: [3, 3], isRest: false },
    { name: 'everything else', uses: [2, 2], isRest: true },
  ]);
  assert.equal(mostUsed({ features, weeks }, 4).length, 4);
});
