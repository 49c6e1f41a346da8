import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { oneWay } from '#testing/one-way.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import type { Pace } from '../pace/index.ts';
import { type Outcome, parseSmtpUrl, type Transport } from '../smtp/index.ts';
import { startEngine } from './index.ts';

const { database } = await testDatabase();

test('a range is not given back while its last message is being asked for, however slow the limits are', async (t) => {
  const send = await testSend(database, 4, { rangeSize: 1 });
  const underWay = new Map<string, (outcome: Outcome) => void>();
  const sent: string[] = [];
  const transport: Transport = {
    open: async () => ({
      usable: true,
      protection: 'inClear',
      send: ({ to }) => {
        sent.push(to);
        return new Promise((settle) => underWay.set(to, settle));
      },
      close() {},
    }),
  };
  const arrive = (to: string) => underWay.get(to)!({ kind: 'accepted', stage: 'dot', code: 250, text: 'ok' });

  // The limits answer the fourth ask once somebody begins a transaction, which goes on once the message is on the wire.
  let asked = 0;
  const [isAsked, noteAsked] = signal();
  const [isBegun, noteBegun] = signal();
  const [isSent, noteSent] = signal();
  const [isOver, noteOver] = signal();
  const pace: Pace = {
    async reserve(asks) {
      for (const { wanted } of asks) asked += wanted;
      if (asked === 4) {
        noteAsked();
        await isBegun;
      }
      return asks.map(({ wanted }) => ({ granted: wanted }));
    },
    async giveBack() {},
  };
  const slow: Database = {
    ...database,
    async asSystem(work) {
      const isMeanwhile = asked === 4 && sent.length < 4;
      if (asked === 3) await isAsked;
      if (isMeanwhile) {
        noteBegun();
        await isSent;
      }
      const result = await database.asSystem(work);
      if (isMeanwhile) noteOver();
      return result;
    },
  };
  const subjects = [
    {
      accountId: send.accountId,
      subject: 'server:1',
      kind: 'server_limit' as const,
      name: 'Relay',
      limits: [{ seconds: 60, most: 1_000 }],
    },
  ];
  const route = parseSmtpUrl('smtp://127.0.0.1:25');
  const engine = await startEngine({
    database: slow,
    ways: oneWay({ route, transport, connections: 2, over: { subjects } }),
    pace,
    links: createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(randomBytes(32)) }),
    secrets: testSecrets(database),
    connections: 2,
    worker: t.name,
    log: silentLog,
    onFinished: async () => {},
  });
  t.after(() => engine.stop());
  const onWire = (count: number) => until(`message ${count} on the wire`, () => sent.length === count, 20);
  await onWire(2);
  arrive('p1@example.net');
  await onWire(3);
  arrive('p2@example.net');
  await onWire(4);
  noteSent();
  await isOver;
  await until('the send to finish', async () => {
    for (const settle of underWay.values()) settle({ kind: 'accepted', stage: 'dot', code: 250, text: 'ok' });
    return (await send.send()).state === 'finished';
  });
  assert.deepEqual(
    sent.toSorted(),
    [1, 2, 3, 4].map((n) => `p${n}@example.net`),
  );
  assert.deepEqual(await send.counters(), { sent: 4 });
});

function signal(): [Promise<void>, () => void] {
  const { promise, resolve } = Promise.withResolvers<void>();
  return [promise, resolve];
}
