import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGovernor } from './create-governor.ts';
import type { Governor } from './governor.ts';

const SLOW = '421 4.7.0 Too many connections';
const MINUTE = 60_000;

function accept(governor: Governor, count: number, now: number): void {
  for (let i = 0; i < count; i++) governor.accepted(now);
}

describe('what a worker allows itself towards a group of receivers', () => {
  test('grows by one connection after as many accepted messages as there are connections', () => {
    const governor = createGovernor({ start: 2, most: 5 });
    assert.equal(governor.allowed(0), 2);
    accept(governor, 1, 0);
    assert.equal(governor.allowed(0), 2);
    accept(governor, 1, 0);
    assert.equal(governor.allowed(0), 3);
    accept(governor, 3 + 4 + 100, 0);
    assert.equal(governor.allowed(0), 5, 'and never beyond the most');
    assert.equal(governor.trouble(0), undefined);
    assert.equal(governor.waits(0), undefined);
  });

  test('grows quickly towards a relay, until it complains for the first time', () => {
    const governor = createGovernor({ start: 10, most: 50, isEager: true });
    accept(governor, 4, 0);
    assert.equal(governor.allowed(0), 11);
    accept(governor, 4 * 29, 0);
    assert.equal(governor.allowed(0), 40);
    governor.askedToSlowDown(0, SLOW);
    const later = 10 * MINUTE;
    assert.equal(governor.allowed(later), 20);
    accept(governor, 19, later);
    assert.equal(governor.allowed(later), 20);
    accept(governor, 1, later);
    assert.equal(governor.allowed(later), 21);
  });

  test('pauses for a moment when asked to slow down, and goes on with half', () => {
    const governor = createGovernor({ start: 8, most: 10 });
    governor.askedToSlowDown(1_000, SLOW);
    assert.equal(governor.allowed(1_000), 0);
    assert.equal(governor.waits(1_000), 5_000);
    assert.match(governor.trouble(1_000)!, /pause: “421 4\.7\.0 Too many connections”/);
    assert.equal(governor.allowed(6_000), 4);
    assert.equal(governor.waits(6_000), undefined);
    assert.match(governor.trouble(6_000)!, /slow down/);
  });

  test('does not tell whose mail it was that was refused', () => {
    const governor = createGovernor({ start: 8, most: 10 });
    governor.askedToSlowDown(0, '450 4.2.1 <ana@people.example> receives too fast');
    assert.match(governor.trouble(0)!, /“450 4\.2\.1 <\[address\]> receives too fast”/);
  });

  test('takes ten connections refused together for one request', () => {
    const governor = createGovernor({ start: 10, most: 10 });
    for (let i = 0; i < 10; i++) governor.askedToSlowDown(i, SLOW);
    assert.equal(governor.waits(10), 4_990);
    assert.equal(governor.allowed(5_000), 5);
  });

  test('does not grow from messages that were on their way when the request came', () => {
    const governor = createGovernor({ start: 4, most: 10 });
    governor.askedToSlowDown(0, SLOW);
    accept(governor, 50, 100);
    assert.equal(governor.allowed(5_000), 2);
  });

  test('holds back longer with each request in a row, and never goes below one connection', () => {
    const governor = createGovernor({ start: 4, most: 4 });
    const pauses: number[] = [];
    let now = 0;
    for (let i = 0; i < 6; i++) {
      governor.askedToSlowDown(now, SLOW);
      pauses.push(governor.waits(now)!);
      now += governor.waits(now)!;
      assert.ok(governor.allowed(now) >= 1);
    }
    assert.deepEqual(pauses, [5_000, 15_000, 60_000, 300_000, 300_000, 300_000]);
    assert.equal(governor.allowed(now), 1);
  });

  test('stays below the number that was refused until it was calm for a while, then recovers fully', () => {
    const governor = createGovernor({ start: 8, most: 10 });
    governor.askedToSlowDown(0, SLOW);
    accept(governor, 1_000, 10_000);
    assert.equal(governor.allowed(10_000), 7);
    accept(governor, 1_000, 2 * MINUTE);
    assert.equal(governor.allowed(2 * MINUTE), 10);
    assert.equal(governor.trouble(2 * MINUTE), undefined);
    governor.askedToSlowDown(3 * MINUTE, SLOW);
    assert.equal(governor.waits(3 * MINUTE), 5_000, 'the pauses are short again');
  });

  test('gets out of one connection again', () => {
    const governor = createGovernor({ start: 1, most: 3 });
    governor.askedToSlowDown(0, SLOW);
    accept(governor, 10, 10_000);
    assert.equal(governor.allowed(10_000), 1);
    accept(governor, 10, 5 * MINUTE);
    assert.equal(governor.allowed(5 * MINUTE), 3);
  });

  test('believes a receiver that says how long', () => {
    const governor = createGovernor({ start: 5, most: 5 });
    governor.askedToSlowDown(0, '4.7.1 Try again in 2 hours');
    assert.equal(governor.waits(0), 120 * MINUTE);

    const yahoo = createGovernor({ start: 5, most: 5 });
    yahoo.askedToSlowDown(0, SLOW);
    yahoo.askedToSlowDown(10, '4.7.0 [TSS04] Messages temporarily deferred due to unexpected volume');
    assert.equal(yahoo.waits(10), 60 * MINUTE);
    assert.equal(yahoo.allowed(61 * MINUTE), 2, 'still one request');
  });

  test('makes something usable of odd numbers', () => {
    assert.equal(createGovernor({ start: 0, most: 0 }).allowed(0), 1);
    assert.equal(createGovernor({ start: 9, most: 3 }).allowed(0), 3);
  });
});
