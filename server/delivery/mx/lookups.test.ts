import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Lookups } from './lookups.ts';

const forGood = { fresh: 1_000_000, usable: 1_000_000 };

describe('what is remembered of lookups', () => {
  test('several who want the same are answered by one lookup', async () => {
    let asked = 0;
    const lookups = new Lookups({
      limit: 10,
      now: () => 0,
      lookUp: async (key) => ({ value: `${key}${++asked}`, ...forGood }),
    });
    assert.equal(lookups.peek('a'), undefined);
    assert.deepEqual(await Promise.all([lookups.get('a'), lookups.get('a')]), ['a1', 'a1']);
    assert.equal(lookups.peek('a'), 'a1');
  });

  test('the keys not asked for longest are forgotten, so memory is bounded', async () => {
    const lookups = new Lookups({
      limit: 3,
      now: () => 0,
      lookUp: async (key) => ({ value: key, ...forGood }),
    });
    for (const key of ['a', 'b', 'c']) await lookups.get(key);
    lookups.peek('a');
    await lookups.get('d');
    assert.equal(lookups.size, 3);
    assert.equal(lookups.peek('a'), 'a');
    assert.equal(lookups.peek('b'), undefined);
  });

  test('questions beyond the limit are put off until they are asked again', async () => {
    let asked = 0;
    const lookups = new Lookups({
      limit: 10,
      pendingLimit: 1,
      now: () => 0,
      lookUp: async (key) => {
        asked += 1;
        return { value: key, ...forGood };
      },
    });
    lookups.peek('a');
    lookups.peek('b');
    assert.equal(asked, 1);
    await lookups.get('a');
    assert.equal(await lookups.get('b'), 'b');
  });

  test('what is no longer fresh serves while a newer answer is looked up, for a while', async () => {
    let now = 0;
    let asked = 0;
    let settled = 0;
    const lookups = new Lookups({
      limit: 10,
      now: () => now,
      lookUp: async () => ({ value: ++asked, fresh: 10, usable: 100 }),
      onSettled: () => void settled++,
    });
    await lookups.get('a');
    now = 50;
    assert.equal(lookups.peek('a'), 1);
    await new Promise(setImmediate);
    assert.equal(lookups.peek('a'), 2);
    assert.equal(settled, 1, 'nobody waited for the newer one');
    now = 500;
    assert.equal(lookups.peek('a'), undefined);
    await lookups.get('a');
    assert.equal(settled, 2);
  });
});
