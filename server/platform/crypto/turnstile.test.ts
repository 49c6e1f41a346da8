import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TooManyWaiting, turnstile } from './turnstile.ts';

it('works at a few at once, lets some wait and turns the rest away', async () => {
  let running = 0;
  let most = 0;
  const finish: (() => void)[] = [];
  const hash = turnstile(
    async (name: string) => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running -= 1;
      return name;
    },
    { atOnce: 2, mostWaiting: 3 },
  );
  const tries = Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => hash(name)));
  for (let done = 0; done < 5; done++) {
    await new Promise(setImmediate);
    finish.shift()!();
  }
  const results = await tries;
  assert.deepEqual(
    results.map((one) => (one.status === 'fulfilled' ? one.value : one.reason instanceof TooManyWaiting)),
    ['a', 'b', 'c', 'd', 'e', true, true],
  );
  assert.equal(most, 2);
});
