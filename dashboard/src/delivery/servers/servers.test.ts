import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ServerDay } from '#server/delivery/contract.ts';
import { changeOf, draftErrors, emptyDraft, emptyLimits, newServerOf } from './draft.ts';
import { encryptionNotes, encryptionOf, sharesOf } from './encryption.ts';
import { hasMail, lastDays } from './last-days.ts';
import { inOrder, moved } from './order.ts';
import { presetOf, presets } from './presets.ts';
import { receiverName } from './receivers.ts';
import { growingPlan, usualPlan } from './warm-up-plan.ts';

describe('the form of a sending server', () => {
  it('leaves what is not filled in without a limit', () => {
    const body = newServerOf('smtp', {
      ...emptyDraft,
      limits: { ...emptyDraft.limits, perDay: 5000 },
    });
    assert.deepEqual(body.limits, {
      connections: null,
      perSecond: null,
      perMinute: null,
      perHour: null,
      perDay: 5000,
    });
  });

  it('sends a password only when one was typed', () => {
    assert.equal('secret' in changeOf('smtp', emptyDraft), false);
    assert.equal(changeOf('smtp', { ...emptyDraft, secret: 'new' }).secret, 'new');
    assert.equal('secret' in changeOf('sandbox', { ...emptyDraft, secret: 'new' }), false);
  });

  it('finds the field an error is about', () => {
    assert.deepEqual(
      draftErrors('smtp', {
        'settings.host': 'a',
        'server.settings.port': 'b',
        'smtp.user': 'c',
        'fromDomains.1': 'd',
        'limits.perDay': 'e',
      }),
      { 'smtp.host': 'a', 'smtp.port': 'b', 'smtp.user': 'c', fromDomains: 'd', 'limits.perDay': 'e' },
    );
  });

  it('takes a receiver by its name or as a domain, and gives it back so', () => {
    const line = { ...emptyLimits, perHour: 5 };
    const { groupLimits } = changeOf('smtp', {
      ...emptyDraft,
      groupLimits: [
        { receiver: 'Gmail ', ...line },
        { receiver: 'Example.com', ...line },
      ],
    });
    assert.deepEqual(
      groupLimits?.map(({ group }) => group),
      ['gmail', 'example.com'],
    );
    assert.equal(groupLimits?.[0]?.perHour, 5);
    assert.equal(groupLimits?.[0]?.perDay, null);
    assert.deepEqual(['gmail', 'example.com'].map(receiverName), ['Gmail', 'example.com']);
  });

  it('knows a provider by its host', () => {
    for (const { id, host } of presets) assert.equal(presetOf(host)?.id, id);
    assert.equal(presetOf('email-smtp.eu-west-1.amazonaws.com')?.id, 'ses');
    assert.equal(presetOf('smtp.example.com'), undefined);
  });
});

describe('the order of sending servers', () => {
  const servers = [
    { id: 'a', priority: 100 },
    { id: 'b', priority: 100 },
    { id: 'c', priority: 30 },
  ];

  it('changes only the priorities that need it', () => {
    const { order, changes } = moved(servers, 1, 0);
    assert.deepEqual(
      order.map(({ id }) => id),
      ['b', 'a', 'c'],
    );
    assert.deepEqual(changes, [
      { id: 'b', priority: 10 },
      { id: 'a', priority: 20 },
    ]);
  });

  it('keeps a server that came meanwhile', () => {
    assert.deepEqual(
      inOrder(servers, ['c', 'a']).map(({ id }) => id),
      ['c', 'a', 'b'],
    );
  });
});

describe('a warm-up', () => {
  it('grows from the first day to the last', () => {
    const plan = growingPlan(50, 20_000, 30);
    assert.equal(plan.length, 30);
    assert.equal(plan[0], 50);
    assert.equal(plan.at(-1), 20_000);
    assert.ok(plan.every((most, day) => day === 0 || most >= plan[day - 1]!));
  });

  it('can be a single day, and begins today', () => {
    assert.deepEqual(growingPlan(50, 800, 1), [800]);
    assert.equal(usualPlan().startedOn, new Date().toISOString().slice(0, 10));
  });
});

const day: ServerDay = {
  serverId: 'a',
  day: '2026-11-20',
  accepted: 5,
  deferred: 1,
  rejected: 0,
  slowed: 0,
  tlsVerified: 3,
  tlsUnverified: 0,
  inClear: 1,
  inClearTo: ['other', 'gmail'],
};

describe('the last days of a server', () => {
  it('have no gaps, and end today', () => {
    const days = lastDays('a', [day, { ...day, serverId: 'b' }], Date.UTC(2026, 10, 22, 12));
    assert.equal(days.length, 30);
    assert.equal(days.at(-1)?.day, '2026-11-22');
    assert.equal(days.at(-3)?.accepted, 5);
    assert.equal(hasMail(days), true);
    assert.equal(hasMail(lastDays('c', [day])), false);
  });
});

describe('how well protected mail left', () => {
  it('is told of all days together, and what is not known is not made up', () => {
    const other = { ...day, serverId: 'b', tlsVerified: 100 };
    const found = encryptionOf('a', [day, { ...day, day: '2026-11-21', inClearTo: ['gmail'] }, other]);
    assert.deepEqual(found, {
      tlsVerified: 6,
      tlsUnverified: 0,
      inClear: 2,
      unknown: 2,
      inClearTo: ['Gmail', 'others'],
    });
    assert.deepEqual(
      sharesOf(found).map(({ part, count }) => [part, count]),
      [
        ['tlsVerified', 6],
        ['inClear', 2],
      ],
    );
  });

  it('names who got it in the clear where mail goes straight to the receivers', () => {
    const found = encryptionOf('a', [day]);
    assert.deepEqual(encryptionNotes(found, { kind: 'mx' }), [
      'Not encrypted to Gmail and others.',
      'Not known of 1 message from before it was counted.',
    ]);
    assert.equal(encryptionNotes(found, { kind: 'smtp' }).length, 1);
  });
});
