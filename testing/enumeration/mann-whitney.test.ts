import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSamples } from './mann-whitney.ts';

const close = (is: number, expected: number, within: number) =>
  assert.ok(Math.abs(is - expected) < within, `${is} in place of ${expected}`);

test('samples that tell nothing apart, and samples that tell everything', () => {
  const same = compareSamples([1, 2, 3, 4], [1, 2, 3, 4]);
  assert.deepEqual(same.advantage, 0.5);
  close(same.p, 1, 1e-6);
  const apart = compareSamples([11, 12, 13, 14, 15, 16, 17, 18], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(apart.advantage, 1);
  // U = 64, z = 32 / √(64 · 17 / 12) = 3.3607.
  close(apart.p, 0.000777, 0.00001);
});

test('equal values weaken what can be said', () => {
  // U = 7.5, variance 25/12 · (11 − 108/90), z = −5 / 4.5185.
  const { advantage, p } = compareSamples([1, 1, 2, 2, 3], [1, 2, 3, 3, 3]);
  close(advantage, 0.3, 1e-9);
  close(p, 0.2685, 0.001);
});
