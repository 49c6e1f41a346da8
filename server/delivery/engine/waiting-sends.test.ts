import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { WaitingSends } from './waiting-sends.ts';

const { database } = await testDatabase();
const MINUTE = 60_000;
const reason = { kind: 'cannot_be_made', why: 'The key cannot be used.', serverId: null } as const;

test('sends that are gone are forgotten, and a hold lasts longer each time until then', async () => {
  let now = 0;
  const waiting = new WaitingSends(database, () => now);
  const send = await testSend(database, 1);
  await waiting.hold(send, reason);
  waiting.stick(send, now + 1000);
  assert.equal((await send.send()).waiting, reason.why);
  assert.deepEqual(waiting.leftAlone, [send.sendId]);

  now += MINUTE;
  waiting.keep(new Set());
  assert.deepEqual(
    [waiting.isHeld(send.sendId), waiting.size],
    [false, 1],
    'its hold is over, not forgotten',
  );
  await waiting.hold(send, reason);
  now += 45_000;
  assert.equal(waiting.isHeld(send.sendId), true, 'the second hold is longer');

  now += 15 * MINUTE;
  waiting.keep(new Set());
  assert.equal(waiting.size, 0);
  await waiting.hold(send, reason);
  now += 45_000;
  assert.equal(waiting.isHeld(send.sendId), false, 'the first hold again');
});

test('however many sends come and go, those of the last while are remembered', async () => {
  let now = 0;
  const waiting = new WaitingSends(database, () => now);
  const { accountId, sendId } = await testSend(database, 1);
  for (let count = 0; count < 100; count++) {
    now += MINUTE;
    const send = { accountId, sendId: `${sendId.slice(0, -4)}${String(count).padStart(4, '0')}` };
    await waiting.hold(send, reason);
    waiting.stick(send, now);
    waiting.keep(new Set([send.sendId]));
    assert.ok(waiting.size <= 12, `${waiting.size} are remembered`);
  }
});
