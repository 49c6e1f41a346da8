import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { putPoolBehind } from './index.ts';

test('the threads of the pool stand back, the main thread does not', {
  skip: process.platform !== 'linux' && 'only Linux has priorities for threads',
}, async () => {
  const before = getPriority(process.pid);
  assert.ok((await putPoolBehind(Math.min(19, before + 1))) >= 1);
  assert.equal(getPriority(process.pid), before);
});
