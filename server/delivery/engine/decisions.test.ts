import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_TIMEOUTS, type Outcome, type Route } from '../smtp/index.ts';
import type { HandedMessage, HeldRange } from './held-range.ts';
import { readOutcome } from './read-outcome.ts';
import { retrySchedule } from './retry-schedule.ts';
import { shareOut } from './share-out.ts';

const range = (sendId = 's', accountId = 'a'): HeldRange => ({
  accountId,
  sendId,
  firstPosition: 1,
  lastPosition: 500,
  lease: 'l',
  nextPosition: 1,
  inFlight: 0,
  isSwept: false,
});
const message = (attempt = 1): HandedMessage => ({
  range: range(),
  position: 1,
  contactId: 'c',
  email: 'ada@example.net',
  fields: {},
  attempt,
  gatedAt: 0,
});
const read = (outcome: Outcome, attempt = 1, isProven = true) =>
  readOutcome(message(attempt), outcome, () => 60, isProven);

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
    const { settlement, sendTrouble, routeTrouble } = read(outcome);
    assert.equal(settlement.state, state, JSON.stringify(outcome));
    assert.equal(sendTrouble ?? routeTrouble, undefined);
  }
});

test('trouble of the sender or the connection is no fault of the message', () => {
  const sender = read({ kind: 'rejected', stage: 'mail', code: 550, enhanced: '5.7.1', text: 'not yours' });
  assert.equal(sender.settlement.state, 'queued');
  assert.match(sender.sendTrouble!, /550 5\.7\.1 not yours/);
  const closed: Outcome = { kind: 'rejected', stage: 'rcpt', code: 554, text: 'Relay access denied' };
  assert.equal(read(closed, 1, false).settlement.state, 'queued', 'nothing was ever accepted here');
  assert.equal(read(closed, 1, true).settlement.state, 'failed', 'others were: it is about this recipient');
  const lost: Outcome = { kind: 'deferred', stage: 'mail', text: 'The connection was lost.' };
  assert.equal(read(lost, 3).settlement.state, 'queued');
  assert.equal(read(lost, 3).routeTrouble, 'The connection was lost.');
  assert.equal(read(lost, 4).settlement.state, 'deferred', 'it may be the message after all');
});

test('a deferred message is tried for about a day, then given up', () => {
  let tries = 1;
  let seconds = 0;
  for (let wait = retrySchedule(tries); wait !== undefined; wait = retrySchedule(++tries)) {
    assert.ok(wait > 0);
    seconds += wait;
  }
  assert.ok(tries >= 10);
  assert.ok(seconds > 18 * 3600 && seconds < 30 * 3600, `${seconds / 3600} h`);
});

test('free connections are dealt out evenly, and each route keeps to its own', () => {
  const route = (host: string): Route => ({
    host,
    port: 25,
    secure: false,
    starttls: 'off',
    verifyCertificate: true,
    timeouts: DEFAULT_TIMEOUTS,
  });
  const ranges = [range('1', 'a'), range('2', 'a'), range('3', 'b')];
  const shares: number[] = [];
  const wishes = shareOut(
    ranges,
    ({ accountId }) => route(accountId),
    10,
    (_, share) => shares.push(share) && 5,
  );
  const count = (sendId: string) => wishes.find((wish) => wish.range.sendId === sendId)?.count;
  assert.deepEqual(shares, [5, 5]);
  assert.deepEqual([count('1'), count('2')].sort(), [2, 3]);
  assert.equal(count('3'), 5);
});
