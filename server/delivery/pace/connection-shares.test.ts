import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Database, openDatabase, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { testDatabase, testDatabaseKey } from '#testing/database.ts';
import { bareAccount } from '#testing/sent-campaign.ts';
import { until } from '#testing/until.ts';
import { connectionShares } from './connection-shares.ts';
import type { SharedServer } from './renew-shares.ts';

const { database, url } = await testDatabase();
let accountId = '';
before(async () => {
  accountId = await bareAccount(database);
});

/** A worker that has all the connections open it may have, and closes them only when it says so. */
function worker(name: string, server: SharedServer, limit: number, from: Database = database) {
  const state = { open: 0, changes: 0 };
  const onChange = () => {
    state.changes += 1;
  };
  const shares = connectionShares(from, name, () => state.open, onChange);
  return Object.assign(state, {
    shares,
    want: () => shares.want(server, limit),
    /** Opens what it may. */
    fill: () => {
      state.open = Math.max(state.open, shares.want(server, limit));
    },
    /** Closes what it may not have any more. */
    obey: () => {
      state.open = Math.min(state.open, shares.want(server, limit));
    },
    renew: () => shares.renew(),
  });
}

const newServer = () => ({ accountId, id: newId() });

describe('the connections of a server', () => {
  it('belong to one worker alone as long as it is alone', async () => {
    const one = worker('one', newServer(), 7);
    assert.equal(one.want(), 0);
    await one.renew();
    assert.equal(one.want(), 7);
    assert.equal(one.changes, 1);
  });

  it('are shared with a worker that comes, once they are closed', async () => {
    const server = newServer();
    const [one, two] = [worker('one', server, 6), worker('two', server, 6)];
    one.want();
    await one.renew();
    one.fill();
    two.want();
    await two.renew();
    assert.equal(two.want(), 0, 'all are open at the first');
    await one.renew();
    assert.equal(one.want(), 3, 'the first opens no more');
    await one.renew();
    await two.renew();
    assert.equal(two.want(), 0, 'the first still has them open');
    one.obey();
    await one.renew();
    await two.renew();
    assert.deepEqual([one.want(), two.want()], [3, 3]);
  });

  it('come back from a worker that gives them up, and from one that died', async () => {
    const server = newServer();
    const [one, two, three] = ['one', 'two', 'three'].map((name) => worker(name, server, 6));
    await until('each has its share', async () => {
      for (const each of [one!, two!, three!]) await each.renew();
      return [one!.want(), two!.want(), three!.want()].join() === '2,2,2';
    });
    await two!.shares.release();
    await database.asSystem((tx) =>
      tx.execute(
        sql`update connection_shares set leased_until = now() where server_id = ${server.id} and worker = 'three'`,
      ),
    );
    await until('all are with the one that is left', async () => {
      await one!.renew();
      return one!.want() === 6;
    });
  });

  it('are none where there are more workers than connections and it is the turn of others', async () => {
    const server = newServer();
    const workers = ['a', 'b', 'c', 'd', 'e'].map((name) => worker(name, server, 2));
    for (const each of workers) each.want();
    await until('two of them have one each', async () => {
      for (const each of workers) await each.renew();
      const wants = workers.map((each) => each.want()).toSorted();
      assert.ok(wants.reduce((sum, share) => sum + share) <= 2);
      return wants.join() === '0,0,0,1,1';
    });
  });

  it('to some receivers are shared beside those to all', async () => {
    const server = newServer();
    const [all, some] = [worker('one', server, 6), worker('one', { ...server, receivers: 'gmail' }, 4)];
    const other = worker('two', { ...server, receivers: 'gmail' }, 4);
    await until('each has its share', async () => {
      const wants = [all, some, other].map((each) => each.want());
      for (const each of [all, some, other]) await each.renew();
      return wants.join() === '6,2,2';
    });
    await some.shares.release();
    await until('all of the receivers’ are with the one that is left', async () => {
      await other.renew();
      return other.want() === 4;
    });
    assert.equal(all.want(), 6);
  });

  it('never add up to more than the limit while workers come, go, open and close', {
    timeout: 60_000,
  }, async () => {
    const [server, limit] = [newServer(), 7];
    const handles = Array.from({ length: 4 }, () => openDatabase(url, testDatabaseKey, { connections: 1 }));
    const workers = handles.map((handle, i) => worker(`w${i}`, server, limit, handle));
    let most = 0;
    const look = () => {
      most = Math.max(
        most,
        workers.reduce((sum, each) => sum + each.open, 0),
      );
    };
    await Promise.all(
      workers.map(async (each, i) => {
        for (let turn = 0; turn < 60; turn++) {
          each.fill();
          look();
          // Some close what they must not have any more at once, some late.
          const renewed = each.renew();
          each.fill();
          look();
          await renewed;
          if ((turn + i) % (i + 1) === 0) each.obey();
          if ((turn + i) % 20 === 19) {
            each.open = 0;
            await each.shares.release();
          }
        }
      }),
    );
    assert.ok(most <= limit, `${most} open at once`);
    assert.equal(most, limit);
    await Promise.all(handles.map((handle) => handle.close()));
  });
});
