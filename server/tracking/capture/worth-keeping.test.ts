import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorthKeeping } from './worth-keeping.ts';

test('opens of one message beyond two a second are not kept, and those of others are', () => {
  let now = 0;
  const isWorthKeeping = createWorthKeeping(() => now);
  const keptOf = (asked: number, position: number) =>
    Array.from({ length: asked }, () => isWorthKeeping({ sendId: 'send', position })).filter(Boolean).length;
  assert.equal(keptOf(10_000, 1), 120);
  assert.equal(keptOf(10, 2), 10);
  now = 60_000;
  assert.equal(keptOf(10, 1), 10);
});
