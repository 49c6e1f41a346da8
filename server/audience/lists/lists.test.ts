import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestApp } from '#testing/app.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();

describe('lists', () => {
  it('are made, renamed, counted and deleted while contacts stay', async () => {
    const { client } = await app.newAccount();
    const news = await client.call(contract.createList, { body: { name: ' News ', description: 'Monthly' } });
    assert.equal(news.name, 'News');
    await assert.rejects(client.call(contract.createList, { body: { name: 'NEWS' } }), {
      code: 'already_exists',
    });
    const offers = await client.call(contract.createList, { body: { name: 'Offers' } });
    const rename = (name: string) =>
      client.call(contract.updateList, { params: { id: offers.id }, body: { name } });
    await assert.rejects(rename('news'), { code: 'already_exists' });
    assert.equal((await rename('offers')).name, 'offers');
    await client.call(contract.createContact, { body: { email: 'ana@mail.example', listIds: [news.id] } });
    const { items } = await client.call(contract.listLists);
    assert.deepEqual(
      items.map(({ name, subscribed }) => [name, subscribed]),
      [
        ['News', 1],
        ['offers', 0],
      ],
    );
    await client.call(contract.deleteList, { params: { id: news.id } });
    assert.equal((await client.call(contract.listContacts)).total, 1);
    await assert.rejects(client.call(contract.deleteList, { params: { id: news.id } }), { status: 404 });
  });

  it('are each account’s own', async () => {
    const [one, other] = [await app.newAccount(), await app.newAccount()];
    const { id } = await one.client.call(contract.createList, { body: { name: 'News' } });
    const params = { id };
    await assert.rejects(other.client.call(contract.readList, { params }), { status: 404 });
    await assert.rejects(other.client.call(contract.updateList, { params, body: { name: 'Mine' } }), {
      status: 404,
    });
    await assert.rejects(other.client.call(contract.deleteList, { params }), { status: 404 });
    assert.deepEqual((await other.client.call(contract.listLists)).items, []);
  });
});
