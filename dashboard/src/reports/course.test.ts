import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReportSpan } from '#server/reports/contract.ts';
import { pointsOf } from './course.ts';

const span = (hour: number, opens: number, clicks: number): ReportSpan => ({
  at: new Date(Date.UTC(2026, 10, 22, hour)).toISOString(),
  hours: 1,
  opens,
  clicks,
  unsubscribes: 0,
});
const series = [span(8, 5, 1), span(9, 0, 0), span(10, 3, 2)];
const numbers = (added: boolean) => pointsOf(series, added).map(({ opens, clicks }) => [opens, clicks]);

describe('course of a report', () => {
  it('shows each span by itself', () => {
    assert.deepEqual(numbers(false), [
      [5, 1],
      [0, 0],
      [3, 2],
    ]);
  });

  it('adds up from the start', () => {
    assert.deepEqual(numbers(true), [
      [5, 1],
      [5, 1],
      [8, 3],
    ]);
  });

  it('tells spans apart', () => {
    assert.equal(new Set(pointsOf(series, false).map(({ label }) => label)).size, 3);
  });
});
