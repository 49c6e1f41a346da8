import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { suppress } from '#server/compliance/index.ts';
import { startTestApp } from '#testing/app.ts';
import { accountWithList } from '#testing/imports.ts';
import { leaveLists } from '../contacts/leave-lists.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const { database } = app.services;

describe('someone who left', () => {
  it('is not turned back on by any import', async () => {
    const { client, accountId, listId, bring, contacts } = await accountWithList(app);
    const names = ['everything', 'list', 'suppressed', 'bounced', 'deleted', 'stays'];
    const file = `email,first_name\n${names.map((name) => `${name}@mail.example,New`).join('\n')}\n`;
    await bring(file.replaceAll('New', 'Old'));
    const idOf = async (name: string) => (await contacts()).find(({ email }) => email.startsWith(name))!.id;
    await client.call(contract.unsubscribe, { params: { id: await idOf('everything') } });
    await client.call(contract.unsubscribe, { params: { id: await idOf('deleted') } });
    await client.call(contract.deleteContact, { params: { id: await idOf('deleted') } });
    const left = await idOf('list');
    await database.inAccount(accountId, async (tx) => {
      await leaveLists(tx, { accountId, contactId: left, listIds: [listId] });
      await suppress(tx, { accountId, emailKey: 'suppressed@mail.example', reason: 'manual', note: '' });
      await suppress(tx, { accountId, emailKey: 'bounced@mail.example', reason: 'bounced', note: '' });
    });
    const { counts } = await bring(file);
    assert.deepEqual(
      {
        accepted: counts.accepted,
        created: counts.created,
        updated: counts.updated,
        leftBefore: counts.leftBefore,
        joined: counts.joined,
      },
      { accepted: 6, created: 1, updated: 5, leftBefore: 5, joined: 0 },
    );
    assert.deepEqual(
      (await contacts()).map(({ email, status, listStatus, suppressed, fields }) => [
        email.split('@')[0],
        status,
        listStatus,
        suppressed,
        fields.first_name,
      ]),
      [
        ['bounced', 'subscribed', 'subscribed', 'bounced', 'New'],
        ['deleted', 'unsubscribed', 'unsubscribed', 'unsubscribed', 'New'],
        ['everything', 'unsubscribed', 'unsubscribed', 'unsubscribed', 'New'],
        ['list', 'subscribed', 'unsubscribed', null, 'New'],
        ['stays', 'subscribed', 'subscribed', null, 'New'],
        ['suppressed', 'subscribed', 'subscribed', 'manual', 'New'],
      ],
    );
  });

  it('according to the file leaves here too, from every list', async () => {
    const { client, bring, contacts } = await accountWithList(app);
    const other = await client.call(contract.createList, { body: { name: 'Other' } });
    await client.call(contract.createContact, { body: { email: 'ana@mail.example', listIds: [other.id] } });
    const { counts } = await bring(
      'email,status\nana@mail.example,unsubscribed\nbo@mail.example,cleaned\nci@mail.example,active\ndi@mail.example,pending\n',
    );
    assert.deepEqual([counts.accepted, counts.optedOut, counts.rejected, counts.updated], [3, 2, 1, 1]);
    assert.deepEqual(
      (await contacts()).map(({ status, listStatus, suppressed }) => [status, listStatus, suppressed]),
      [
        ['unsubscribed', 'unsubscribed', 'unsubscribed'],
        ['bounced', 'unsubscribed', 'bounced'],
        ['subscribed', 'subscribed', null],
      ],
    );
    assert.equal((await client.call(contract.readList, { params: { id: other.id } })).unsubscribed, 1);
  });
});

describe('people who exist already', () => {
  const first = 'email,first_name,city\nana@mail.example,Ana,Lisbon\n';
  const second = 'email,first_name,city\nANA@mail.example,,Porto\n';

  it('are updated, keep what an empty cell does not say, and remember the change', async () => {
    const { client, bring, contacts } = await accountWithList(app);
    await bring(first);
    const { counts } = await bring(second);
    assert.deepEqual([counts.updated, counts.created, counts.joined], [1, 0, 0]);
    const [ana] = await contacts();
    assert.deepEqual([ana?.email, ana?.fields], ['ana@mail.example', { first_name: 'Ana', city: 'Porto' }]);
    const { items } = await client.call(contract.readTimeline, { params: { id: ana!.id } });
    assert.deepEqual(
      items.map(({ kind, note, changes }) => [kind, note, changes]),
      [
        ['imported', 'list.csv', [{ field: 'city', from: 'Lisbon', to: 'Porto' }]],
        ['imported', 'list.csv', []],
      ],
    );
    assert.equal((await bring(second)).counts.unchanged, 1);
  });

  it('lose what an empty cell erases, or are kept as they are, when asked for', async () => {
    const { bring, contacts } = await accountWithList(app);
    await bring(first);
    await bring(second, { options: { existing: 'keep', emptyCells: 'erase' } });
    assert.deepEqual((await contacts())[0]?.fields, { first_name: 'Ana', city: 'Lisbon' });
    await bring(second, { options: { existing: 'update', emptyCells: 'erase' } });
    assert.deepEqual((await contacts())[0]?.fields, { city: 'Porto' });
  });
});
