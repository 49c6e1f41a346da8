import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Outcome } from '../smtp/index.ts';
import { Candidates } from './candidates.ts';
import { type HandedMessage, type HeldRange, thisMoment } from './held-range.ts';
import { readOutcome } from './read-outcome.ts';
import { retrySchedule } from './retry-schedule.ts';

const range = (more: Partial<HeldRange> = {}): HeldRange => ({
  accountId: 'a',
  sendId: 's',
  firstPosition: 1,
  lastPosition: 500,
  lease: 'l',
  stream: 'marketing',
  whenUnsure: 'keep',
  renewedAt: thisMoment(),
  candidates: new Candidates([]),
  inFlight: 0,
  isOver: false,
  movedAt: 0,
  hasMoved: false,
  ...more,
});
const message = (attempt = 1, more: Partial<HeldRange> = {}): HandedMessage => ({
  range: range(more),
  position: 1,
  contactId: 'c',
  email: 'ada@example.net',
  fields: {},
  attempt,
});
const read = (outcome: Outcome, attempt = 1, isProven = true, more: Partial<HeldRange> = {}) =>
  readOutcome(message(attempt, more), outcome, { schedule: () => 60, isProven, serverId: null, age: 0 });

test('every outcome has its one consequence', () => {
  const cases: [Outcome, string][] = [
    [{ kind: 'accepted', stage: 'dot', code: 250, text: 'ok' }, 'sent'],
    [{ kind: 'unknown', stage: 'dot', text: 'lost' }, 'uncertain'],
    [{ kind: 'rejected', stage: 'rcpt', code: 550, text: 'no' }, 'failed'],
    [{ kind: 'rejected', stage: 'dot', code: 554, text: 'spam' }, 'failed'],
    [{ kind: 'rejected', stage: 'mail', code: 552, text: 'too big' }, 'failed'],
    [{ kind: 'rejected', stage: 'mail', enhanced: '5.3.4', text: 'too big' }, 'failed'],
    [{ kind: 'deferred', stage: 'rcpt', code: 451, text: 'later' }, 'deferred'],
    [{ kind: 'deferred', stage: 'mail', code: 421, text: 'later' }, 'deferred'],
    [{ kind: 'deferred', stage: 'data', text: 'lost in the body' }, 'deferred'],
  ];
  for (const [outcome, state] of cases) {
    const { settlement, sendTrouble, laneTrouble } = read(outcome);
    assert.equal(settlement.state, state, JSON.stringify(outcome));
    assert.equal(sendTrouble ?? laneTrouble, undefined);
  }
});

test('trouble of the sender or the connection is no fault of the message', () => {
  const sender = read({ kind: 'rejected', stage: 'mail', code: 550, enhanced: '5.7.1', text: 'not yours' });
  assert.equal(sender.settlement.state, 'queued');
  assert.equal(sender.sendTrouble?.kind, 'sender_refused');
  assert.match(sender.sendTrouble.why, /550 5\.7\.1 not yours/);
  const closed: Outcome = { kind: 'rejected', stage: 'rcpt', code: 554, text: 'Relay access denied' };
  assert.equal(read(closed, 1, false).settlement.state, 'queued', 'nothing was ever accepted here');
  assert.equal(read(closed, 1, true).settlement.state, 'failed', 'others were: it is about this recipient');
  const lost: Outcome = { kind: 'deferred', stage: 'mail', text: 'The connection was lost.' };
  assert.equal(read(lost, 3).settlement.state, 'queued');
  assert.equal(read(lost, 3).laneTrouble, 'The connection was lost.');
  assert.equal(read(lost, 4).settlement.state, 'deferred', 'it may be the message after all');
});

test('a deferred message is tried for about a day, then given up', () => {
  let tries = 1;
  let seconds = 0;
  const what = { stream: 'marketing', isGreylisted: false } as const;
  for (let wait = retrySchedule(tries, what); wait !== undefined; wait = retrySchedule(++tries, what)) {
    assert.ok(wait > 0);
    seconds += wait;
  }
  assert.ok(tries >= 10);
  assert.ok(seconds > 20 * 3600 && seconds < 32 * 3600, `${seconds / 3600} h`);
});
