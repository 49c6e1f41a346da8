import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createList, deleteList, updateList } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { startTestApp } from '#testing/app.ts';
import { until } from '#testing/until.ts';
import { sealActs } from './chain/seal-acts.ts';
import * as contract from './contract.ts';

const app = await startTestApp();
const { database, keys } = app.services;
const { client: operator } = await app.newOperator();

const settled = (accountId: string) =>
  until('all outcomes', () =>
    database.asSystem((tx) =>
      tx.maybeOne(sql`
        select where (select count(*) from acts where account_id = ${accountId})
          = (select count(*) from act_outcomes where account_id = ${accountId})`),
    ),
  );

/** An owner who made, renamed and deleted a list, and an editor who made one with a nasty name. */
async function scene() {
  const { client, accountId } = await app.newAccount();
  const editor = await app.newMember(accountId, 'editor');
  const list = await client.call(createList, { body: { name: 'Readers' } });
  await client.call(updateList, { params: { id: list.id }, body: { name: 'Friends' } });
  await client.call(deleteList, { params: { id: list.id } });
  await settled(accountId);
  const other = await editor.client.call(createList, { body: { name: '=1+1' } });
  await settled(accountId);
  return { client, accountId, editor, list, other };
}

describe('the log as its owners read it', () => {
  it('tells newest first, in words, with the names things had then', async () => {
    const { client, editor } = await scene();
    const { items, total } = await client.call(contract.listActivity);
    const told = items.map(({ who, did, object }) => [who.kind, did, object.name]);
    assert.deepEqual(told, [
      ['user', 'made the list', '=1+1'],
      ['user', 'deleted the list', 'Friends'],
      ['user', 'changed the list', 'Friends'],
      ['user', 'made the list', 'Readers'],
    ]);
    assert.deepEqual([total, items[0]?.who.id, items[0]?.outcome], [4, editor.userId, 'done']);
    assert.equal(items[0]?.ip, '127.0.0.1');
  });

  it('is narrowed by person, act, kind, time and object, page by page', async () => {
    const { client, editor, list, other } = await scene();
    const acts = async (query: object) =>
      (await client.call(contract.listActivity, { query })).items.map(({ act }) => act);
    assert.deepEqual(await acts({ who: editor.userId }), ['list.create']);
    assert.deepEqual(await acts({ who: 'product' }), []);
    assert.deepEqual(await acts({ what: 'list.delete' }), ['list.delete']);
    assert.equal((await acts({ what: 'list' })).length, 4);
    assert.deepEqual(await acts({ what: 'campaign' }), []);
    assert.deepEqual(await acts({ object: other.id }), ['list.create']);
    assert.deepEqual(await acts({ object: list.id }), ['list.delete', 'list.change', 'list.create']);
    const { items } = await client.call(contract.listActivity);
    assert.equal((await acts({ from: items[1]!.at })).length, 2);
    assert.equal((await acts({ to: items[1]!.at })).length, 2);
    const first = await client.call(contract.listActivity, { query: { limit: 3 } });
    const second = await client.call(contract.listActivity, {
      query: { cursor: first.nextCursor!, limit: 3 },
    });
    assert.deepEqual([...first.items, ...second.items], items);
    assert.equal(second.nextCursor, null);
  });

  it('names whom and what it can be narrowed to, those who left as well', async () => {
    const { client, editor, accountId } = await scene();
    const idle = await app.newMember(accountId, 'analyst');
    await database.asSystem((tx) =>
      tx.execute(sql`delete from memberships where user_id = ${editor.userId}`),
    );
    const { people, acts } = await client.call(contract.listActivityFilters);
    assert.equal(people.length, 3);
    assert.ok(people.some(({ id }) => id === editor.userId) && people.some(({ id }) => id === idle.userId));
    assert.ok(acts.some(({ act, did }) => act === 'campaign.send' && did === 'started sending the campaign'));
  });

  it('is for owners: others are refused, which stands in it', async () => {
    const { client, editor, accountId } = await scene();
    await assert.rejects(editor.client.call(contract.listActivity), { code: 'forbidden' });
    await settled(accountId);
    const { items } = await client.call(contract.listActivity);
    assert.deepEqual(
      [items[0]?.act, items[0]?.outcome, items[0]?.code],
      ['account.look', 'refused', 'forbidden'],
    );
  });

  it('leaves as CSV that no spreadsheet runs, and the export is an act too', async () => {
    const { client, accountId } = await scene();
    const text = await (await client.fetch(contract.exportActivityCsv, { query: { what: 'list' } })).text();
    const lines = text.trim().split('\r\n');
    assert.equal(lines.length, 5);
    assert.match(lines[0]!, /^at,who,who_kind,who_id,did,act,object,object_id,outcome,code,ip,browser,id$/);
    assert.match(lines[1]!, /,made the list,list\.create,'=1\+1,/);
    await settled(accountId);
    const { items } = await client.call(contract.listActivity);
    assert.equal(items[0]?.act, 'activity.export');
  });
});

describe('the use of features', () => {
  it('is counted by week and account once it is sealed, without persons, and shown to operators alone', async () => {
    const { client, accountId } = await scene();
    await sealActs(database, keys.activity);
    await sealActs(database, keys.activity);
    const usage = await operator.call(contract.getUsage, { query: { account: accountId, weeks: 3 } });
    assert.equal(usage.weeks.length, 3);
    const counts = usage.features.map(({ feature, accounts, uses, total }) => [
      feature,
      accounts,
      uses,
      total,
    ]);
    assert.deepEqual(counts.sort(), [
      ['list.change', 1, [0, 0, 1], 1],
      ['list.create', 1, [0, 0, 2], 2],
      ['list.delete', 1, [0, 0, 1], 1],
    ]);
    assert.ok(usage.accounts.some(({ id, total }) => id === accountId && total === 4));
    assert.doesNotMatch(JSON.stringify(usage), /owner\d+@|127\.0\.0\.1/);
    await assert.rejects(client.call(contract.getUsage), { code: 'not_found' });
  });

  it('of what was refused is not counted', async () => {
    const { accountId, editor } = await scene();
    await assert.rejects(editor.client.call(deleteList, { params: { id: accountId } }));
    await settled(accountId);
    await sealActs(database, keys.activity);
    const { features } = await operator.call(contract.getUsage, { query: { account: accountId } });
    assert.equal(features.find(({ feature }) => feature === 'list.delete')?.total, 1);
  });
});
