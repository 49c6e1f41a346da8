import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { person } from '#testing/app.ts';
import { testDatabase } from '#testing/database.ts';
import { createAccount } from '../create-account.ts';
import { endLinks, makeLink, readLink, useLink } from './one-time-links.ts';
import { purgeLinks } from './purge-links.ts';

const { database } = await testDatabase();
const owner = await database.asSystem((tx) => createAccount(tx, person, { isOperator: false }));
const reset = { ...owner, purpose: 'reset-password', minutes: 30 } as const;
const make = async (minutes = 30, data = {}) =>
  (await database.asSystem((tx) => makeLink(tx, { ...reset, minutes, data }))).token;
const use = (token: string) => database.asSystem((tx) => useLink(tx, 'reset-password', token));

describe('a link in a mail', () => {
  it('works once, for whom and what it was made', async () => {
    const token = await make(30, { from: 'here' });
    const used = await use(token);
    assert.deepEqual(
      [used?.accountId, used?.userId, used?.data],
      [owner.accountId, owner.userId, { from: 'here' }],
    );
    assert.equal(await use(token), undefined);
  });

  it('works for one of fifty uses at once', async () => {
    const token = await make();
    const used = await Promise.all(Array.from({ length: 50 }, () => use(token)));
    assert.equal(used.filter((link) => link !== undefined).length, 1);
  });

  it('opens nothing it was not made for', async () => {
    const token = await make();
    const wrong = await database.asSystem((tx) => useLink(tx, 'confirm-address', token));
    assert.equal(wrong, undefined);
    assert.ok(await use(token));
  });

  it('stops working when its time is over', async () => {
    assert.equal(await use(await make(0)), undefined);
  });

  it('can be looked at without being used', async () => {
    const token = await make();
    assert.equal(
      (await database.asSystem((tx) => readLink(tx, 'reset-password', token)))?.userId,
      owner.userId,
    );
    assert.ok(await use(token));
    assert.equal(await database.asSystem((tx) => readLink(tx, 'reset-password', token)), undefined);
  });

  it('is as good as before when what it was used for fails', async () => {
    const token = await make();
    const failing = database.asSystem(async (tx) => {
      await useLink(tx, 'reset-password', token);
      throw new Error('The password is too short.');
    });
    await assert.rejects(failing, /too short/);
    assert.ok(await use(token));
  });

  it('can be ended before it is used', async () => {
    const token = await make();
    await database.asSystem((tx) => endLinks(tx, { userId: owner.userId, purpose: 'reset-password' }));
    assert.equal(await use(token), undefined);
  });

  it('is not in the database, and gone a week after it stopped working', async () => {
    const token = await make();
    const hash = await database.asSystem((tx) =>
      tx.query(sql`select from one_time_links l where l::text like ${`%${token}%`}`),
    );
    assert.equal(hash.length, 0);
    const age = (days: number) =>
      database.asSystem((tx) =>
        tx.execute(sql`update one_time_links set expires_at = now() - make_interval(days => ${days})`),
      );
    const left = () =>
      database.asSystem((tx) => tx.one<{ count: number }>(sql`select count(*) from one_time_links`));
    await age(6);
    const before = await left();
    await purgeLinks(database);
    assert.deepEqual(await left(), before);
    await age(8);
    await purgeLinks(database);
    assert.equal((await left()).count, 0);
  });
});
