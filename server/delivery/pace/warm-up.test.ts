import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { limitsToday, receiverLimitsToday, warmUpPlans, warmUpToday } from './warm-up.ts';

const started = { startedOn: '2026-11-01', plan: warmUpPlans.server };
const on = (day: number, time = '12:00') =>
  new Date(Date.parse(`2026-11-01T${time}:00Z`) + (day - 1) * 86_400_000);
const tally = (day: number, accepted: number, deferred: number) => ({
  day: on(day).toISOString().slice(0, 10),
  accepted,
  deferred,
  rejected: 0,
});

describe('a warm-up', () => {
  it('begins with 50, ends with a million on day 30, and then holds nothing back', () => {
    assert.deepEqual(limitsToday(started, on(1)), [
      { seconds: 86_400, most: 50, isWarmUp: true },
      { seconds: 3600, most: 4, isWarmUp: true },
    ]);
    assert.equal(limitsToday(started, on(17))[0]!.most, 100_000);
    assert.equal(limitsToday(started, on(18))[0]!.most, 150_000);
    assert.equal(limitsToday(started, on(30))[0]!.most, 1_000_000);
    assert.deepEqual(limitsToday(started, on(31)), []);
    assert.deepEqual(limitsToday(started, on(0)), []);
  });

  it('never goes back from day to day, and takes half of it for a domain', () => {
    warmUpPlans.server.forEach((most, i) => {
      assert.ok(most >= (warmUpPlans.server[i - 1] ?? 0));
      assert.equal(warmUpPlans.domain[i], most / 2);
    });
  });

  it('counts its days in UTC', () => {
    assert.equal(limitsToday(started, on(1, '23:59'))[0]!.most, 50);
    assert.equal(limitsToday(started, on(2, '00:00'))[0]!.most, 100);
  });

  it('repeats a day after too many deferrals', () => {
    const days = [tally(1, 50, 0), tally(2, 94, 6), tally(3, 96, 4)];
    assert.deepEqual(warmUpToday(started, on(3), days), { day: 2, days: 30, today: 100 });
    assert.deepEqual(warmUpToday(started, on(4), days), { day: 3, days: 30, today: 250 });
    // Today's own deferrals hold tomorrow back, not today.
    assert.equal(warmUpToday(started, on(2), days)!.day, 2);
  });

  it('keeps each of the large receivers to its share', () => {
    assert.deepEqual(receiverLimitsToday(started, 'gmail', on(5)), [
      { seconds: 86_400, most: 400, isWarmUp: true },
    ]);
    assert.deepEqual(receiverLimitsToday(started, 'outlook', on(5)), [
      { seconds: 86_400, most: 200, isWarmUp: true },
    ]);
    assert.deepEqual(receiverLimitsToday(started, 'acme.example', on(5)), []);
    assert.deepEqual(receiverLimitsToday(started, 'gmail', on(31)), []);
  });
});
