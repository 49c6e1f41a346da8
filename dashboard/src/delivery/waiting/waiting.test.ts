import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { QueuedSend } from '#server/delivery/contract.ts';
import { inZone } from './local-time.ts';
import { gravityOf, reasonsOf } from './reasons.ts';
import { verdictOf } from './verdict.ts';

const send = (given: Partial<QueuedSend> = {}): QueuedSend => ({
  sendId: 's',
  campaignId: 'c',
  name: 'Spring',
  state: 'sending',
  stream: 'marketing',
  planned: 100,
  waitingToStart: 60,
  inFlight: 0,
  deferred: { count: 0, nextAt: null, reasons: [] },
  held: [],
  waiting: null,
  ...given,
});
// The sentences tell nothing: only the kind does.
const limit = { kind: 'server_limit', why: 'One', serverId: 'acme' } as const;
const refused = { kind: 'login_refused', why: 'Other', serverId: 'acme' } as const;

describe('why mail waits', () => {
  it('is said once for all campaigns, the gravest first', () => {
    const reasons = reasonsOf([
      send({ held: [{ ...limit, count: 20, nextAt: '2026-11-22T14:10:00Z' }] }),
      send({
        campaignId: 'd',
        name: 'Summer',
        held: [
          { ...limit, count: 5, nextAt: '2026-11-22T14:05:00Z' },
          { ...refused, count: 3, nextAt: null },
        ],
      }),
    ]);
    assert.deepEqual(
      reasons.map(({ kind, count, nextAt, campaigns }) => [kind, count, nextAt, campaigns.length]),
      [
        ['login_refused', 3, null, 1],
        ['server_limit', 25, '2026-11-22T14:05:00Z', 2],
      ],
    );
  });

  it('names the words of receivers, and what stands still as a whole', () => {
    const reasons = reasonsOf([
      send({
        waiting: refused,
        deferred: { count: 2, nextAt: null, reasons: [{ reason: '450 Try again later', count: 2 }] },
      }),
    ]);
    assert.deepEqual(
      reasons.map(({ kind, why, count }) => [kind, why, count]),
      [
        ['login_refused', 'Other', 60],
        ['retry_later', '450 Try again later', 2],
      ],
    );
  });

  it('counts what a worker has on its hands to what the whole campaign waits for', () => {
    const [reason, ...others] = reasonsOf([
      send({ waiting: refused, held: [{ ...refused, count: 50, nextAt: '2026-11-22T14:05:00Z' }] }),
    ]);
    assert.deepEqual([reason?.count, reason?.campaigns.length, others], [60, 1, []]);
  });

  it('names a limit of each server apart, and one by its kind whatever it is called', () => {
    const other = { ...limit, serverId: 'other', count: 1, nextAt: null };
    const reasons = reasonsOf([send({ held: [{ ...limit, count: 2, nextAt: null }, other] })]);
    assert.deepEqual(
      reasons.map(({ serverId, count }) => [serverId, count]),
      [
        ['acme', 2],
        ['other', 1],
      ],
    );
    assert.ok(reasons.every((reason) => gravityOf(reason) === 'limit'));
  });

  it('is no riddle while a person holds it', () => {
    assert.deepEqual(reasonsOf([send({ state: 'paused', waiting: refused })]), []);
  });
});

describe('the verdict on delivery', () => {
  const word = (...sends: QueuedSend[]) => verdictOf(sends).word;

  it('tells what moves from what waits, and both from what needs somebody', () => {
    assert.equal(word(), 'All done');
    assert.equal(word(send({ inFlight: 4 })), 'Sending');
    assert.equal(word(send({ state: 'paused' })), 'Paused');
    assert.equal(word(send({ waiting: limit, held: [{ ...limit, count: 60, nextAt: null }] })), 'Waiting');
    assert.equal(word(send({ waiting: refused })), 'Needs a look');
    assert.equal(word(send({ inFlight: 2 }), send({ waiting: refused })), 'Needs a look');
    assert.equal(word(send({ inFlight: 2 }), send({ waiting: limit })), 'Sending');
  });
});

describe('a time the server said in UTC', () => {
  const now = Date.UTC(2026, 10, 22, 22, 30);
  const said = (text: string, zone: string) => inZone(`Waiting for x. It goes on ${text}.`, zone, now);

  it('is said in the zone of the account, with the day it is there', () => {
    assert.match(said('at 23:55 UTC', 'Europe/Lisbon'), /It goes on at 11:55.*\.$|It goes on at 23:55.*\.$/);
    assert.match(said('at 23:55 UTC', 'Europe/Berlin'), /It goes on tomorrow at (12:55|00:55).*\.$/);
    assert.match(said('tomorrow at 02:05 UTC', 'America/New_York'), /It goes on at (09:05|21:05).*\.$/);
    assert.doesNotMatch(said('at 23:55 UTC', 'Europe/Berlin'), /UTC/);
  });

  it('is left alone where it is of a later day', () => {
    assert.match(said('on 24 November at 02:05 UTC', 'Asia/Tokyo'), /on 24 November at 02:05 UTC\.$/);
  });
});
