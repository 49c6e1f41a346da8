import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { cuttableDatabase } from '#testing/cuttable-database.ts';
import { testDatabase } from '#testing/database.ts';
import { bareAccount } from '#testing/sent-campaign.ts';
import { readServerDays, usedToday } from './read-tally.ts';
import { Tally } from './tally.ts';

const { database, url } = await testDatabase();
const today = () => new Date().toISOString().slice(0, 10);

describe('the tally', () => {
  it('adds up what several workers counted, by server and day', async () => {
    const accountId = await bareAccount(database);
    const serverId = newId();
    const to = (receiver: string) => ({ accountId, serverId, receiver });
    const [one, other] = [new Tally(database), new Tally(database)];
    for (const tally of [one, other]) {
      tally.count({ ...to('gmail.com'), protection: 'tlsVerified' }, 'accepted');
      tally.count(to('gmail'), 'deferred');
      tally.count(to('gmail'), 'slowed');
      tally.count(to('acme.example'), 'rejected');
      tally.count(to('gmail'), 'accepted', new Date('2020-01-01T10:00:00Z'));
    }
    await Promise.all([one.flush(), other.flush()]);
    one.count({ ...to('initech.example'), protection: 'inClear' }, 'accepted');
    one.count({ ...to('gmail'), protection: 'inClear' }, 'deferred');
    await one.flush();
    await one.flush();

    assert.deepEqual(await database.inAccount(accountId, (tx) => readServerDays(tx, [serverId])), [
      {
        server: serverId,
        day: today(),
        accepted: 3,
        deferred: 3,
        rejected: 2,
        slowed: 2,
        tlsVerified: 2,
        tlsUnverified: 0,
        inClear: 1,
        inClearTo: ['other'],
      },
    ]);
    const receivers = await database.asSystem((tx) =>
      tx.query<{ receiver: string }>(
        sql`select distinct receiver from server_days where server = ${serverId} order by 1`,
      ),
    );
    assert.deepEqual(receivers, [{ receiver: 'gmail' }, { receiver: 'other' }]);
    assert.deepEqual(
      await database.inAccount(accountId, (tx) => usedToday(tx, [serverId, 'install'])),
      new Map([
        [serverId, 3],
        ['install', 0],
      ]),
    );
  });

  it('keeps what could not be written', async () => {
    const accountId = await bareAccount(database);
    const cuttable = await cuttableDatabase(url);
    const tally = new Tally(cuttable.database);
    tally.count({ accountId, serverId: null, receiver: 'gmail' }, 'accepted');
    await cuttable.cut();
    await assert.rejects(tally.flush());
    tally.count({ accountId, serverId: null, receiver: 'gmail' }, 'accepted');
    await cuttable.restore();
    await tally.flush();
    const used = await database.inAccount(accountId, (tx) => usedToday(tx, ['install']));
    assert.equal(used.get('install'), 2);
  });
});
