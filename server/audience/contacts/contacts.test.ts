import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addSuppression, listSuppressions } from '#server/compliance/contract.ts';
import { suppress } from '#server/compliance/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { startTestApp } from '#testing/app.ts';
import * as contract from '../contract.ts';
import { leaveLists } from './leave-lists.ts';
import { unsubscribeContact } from './unsubscribe-contact.ts';

const app = await startTestApp();
const { database } = app.services;

async function accountWithList() {
  const account = await app.newAccount();
  const list = await account.client.call(contract.createList, { body: { name: 'News' } });
  const add = (email: string, fields = {}, listIds = [list.id]) =>
    account.client.call(contract.createContact, { body: { email, fields, listIds } });
  return { ...account, list, add };
}

describe('contacts', () => {
  it('are added with fields and lists, and an address only once', async () => {
    const { client, list, add } = await accountWithList();
    const ana = await add(' Ana@Mail.example ', { first_name: 'Ana' });
    assert.deepEqual(
      [ana.email, ana.status, ana.fields],
      ['Ana@Mail.example', 'subscribed', { first_name: 'Ana' }],
    );
    assert.deepEqual(
      ana.lists.map(({ listId, status, source }) => ({ listId, status, source })),
      [{ listId: list.id, status: 'subscribed', source: 'person' }],
    );
    await assert.rejects(add('ana@mail.EXAMPLE'), { code: 'already_exists' });
    await assert.rejects(add('not an address'), { code: 'invalid_input', message: /no @/ });
    await assert.rejects(add('b@mail.example', { shoe_size: 3 }), { message: /no such field/ });
    assert.equal((await client.call(contract.listContacts)).total, 1);
  });

  it('keep their id while address and values change, and remember from what to what', async () => {
    const { client, add } = await accountWithList();
    await client.call(contract.createContactField, { body: { label: 'Born on', type: 'date' } });
    const { id } = await add('ana@mail.example', { first_name: 'Ana', last_name: 'Silva' });
    const change = (body: object) => client.call(contract.updateContact, { params: { id }, body });
    const changed = await change({
      email: 'ana.silva@mail.example',
      fields: { first_name: null, last_name: 'Costa', born_on: '1990-02-28' },
    });
    assert.equal(changed.id, id);
    assert.deepEqual(changed.fields, { last_name: 'Costa', born_on: '1990-02-28' });
    await assert.rejects(change({ fields: { born_on: '1990-02-30' } }), { message: /not a date/ });
    const { items } = await client.call(contract.readTimeline, { params: { id } });
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ['changed', 'joined_list'],
    );
    assert.deepEqual(items[0]?.changes, [
      { field: 'email', from: 'ana@mail.example', to: 'ana.silva@mail.example' },
      { field: 'first_name', from: 'Ana', to: null },
      { field: 'last_name', from: 'Silva', to: 'Costa' },
      { field: 'born_on', from: null, to: '1990-02-28' },
    ]);
  });

  it('are found by parts of address and name, filtered, sorted and paged', async () => {
    const { client, list, add } = await accountWithList();
    for (const name of ['Zoë', 'Ana', 'Chloé', 'Bo_b'])
      await add(`${name.length}${name[0]}@mail.example`, { first_name: name });
    await add('elsewhere@mail.example', {}, []);
    const find = (query: object) => client.call(contract.listContacts, { query });
    assert.equal((await find({ search: 'ZOË' })).total, 1);
    assert.equal((await find({ search: '_' })).total, 1);
    assert.equal((await find({ listId: list.id })).total, 4);
    const emails = async (sort: string) => {
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page: Awaited<ReturnType<typeof find>> = await find({
          sort,
          limit: 2,
          ...(cursor ? { cursor } : {}),
        });
        seen.push(...page.items.map(({ email }) => email));
        cursor = page.nextCursor;
      } while (cursor);
      return seen;
    };
    const sorted = await emails('email');
    assert.equal(sorted.length, 5);
    assert.deepEqual(await emails('-email'), sorted.toReversed());
    assert.deepEqual(await emails('newest'), (await emails('oldest')).toReversed());
    await assert.rejects(find({ cursor: 'nonsense' }), { code: 'invalid_input' });
  });

  it('leave everything at once, stay suppressed, and come back only by a person’s act', async () => {
    const { client, accountId, list, add } = await accountWithList();
    const { id } = await add('ana@mail.example');
    const leave = () =>
      database.inAccount(accountId, (tx) =>
        unsubscribeContact(tx, { accountId, contactId: id, eventId: newId() }),
      );
    assert.deepEqual([await leave(), await leave()], [true, false]);
    const gone = await client.call(contract.readContact, { params: { id } });
    assert.deepEqual(
      [gone.status, gone.suppression?.reason, gone.lists[0]?.status],
      ['unsubscribed', 'unsubscribed', 'unsubscribed'],
    );
    assert.equal((await client.call(contract.readList, { params: { id: list.id } })).unsubscribed, 1);
    await assert.rejects(client.call(contract.joinList, { params: { id, listId: list.id }, body: {} }), {
      code: 'wrong_state',
    });
    const back = await client.call(contract.resubscribe, {
      params: { id },
      body: { note: 'asked by email' },
    });
    assert.deepEqual(
      [back.status, back.suppression, back.lists[0]?.status],
      ['subscribed', null, 'subscribed'],
    );
    const { items } = await client.call(contract.readTimeline, { params: { id } });
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ['resubscribed', 'unsubscribed', 'joined_list'],
    );
    assert.equal(items[0]?.note, 'asked by email');
  });

  it('come back under the old standing when deleted and added again', async () => {
    const { client, add } = await accountWithList();
    const { id } = await add('ana@mail.example');
    await client.call(contract.unsubscribe, { params: { id } });
    await client.call(contract.deleteContact, { params: { id } });
    await assert.rejects(client.call(contract.readContact, { params: { id } }), { status: 404 });
    assert.equal((await add('ana@mail.example')).status, 'unsubscribed');
  });

  it('leave nothing of their values behind when deleted', async () => {
    const { client, accountId, add } = await accountWithList();
    const { id } = await add('ana@mail.example', { first_name: 'Ana' });
    await client.call(contract.updateContact, { params: { id }, body: { email: 'bo@mail.example' } });
    await client.call(contract.deleteContact, { params: { id } });
    const events = await database.inAccount(accountId, (tx) =>
      tx.query<{ detail: object }>(sql`select detail from events where contact_id = ${id}`),
    );
    assert.deepEqual(events, [{ detail: {} }, { detail: {} }]);
  });

  it('do not come back after a complaint', async () => {
    const { client, accountId, add } = await accountWithList();
    const { id } = await add('ana@mail.example');
    await database.inAccount(accountId, (tx) =>
      suppress(tx, { accountId, emailKey: 'ana@mail.example', reason: 'complained', note: '' }),
    );
    await assert.rejects(client.call(contract.resubscribe, { params: { id }, body: {} }), {
      code: 'forbidden',
    });
    assert.equal((await client.call(listSuppressions)).total, 1);
  });

  it('leave one list and stay on the others', async () => {
    const { client, accountId, list, add } = await accountWithList();
    const other = await client.call(contract.createList, { body: { name: 'Offers' } });
    const { id } = await add('ana@mail.example', {}, [list.id, other.id]);
    const leave = () =>
      database.asSystem((tx) => leaveLists(tx, { accountId, contactId: id, listIds: [other.id] }));
    assert.deepEqual([await leave(), await leave()], [true, false]);
    const contact = await client.call(contract.readContact, { params: { id } });
    assert.deepEqual(
      [contact.status, ...contact.lists.map(({ status }) => status)],
      ['subscribed', 'subscribed', 'unsubscribed'],
    );
    const removed = await client.call(contract.removeFromList, { params: { id, listId: other.id } });
    assert.equal(removed.lists.length, 2, 'that someone left is not forgotten');
    const off = await client.call(contract.removeFromList, { params: { id, listId: list.id } });
    assert.deepEqual(
      off.lists.map(({ listId }) => listId),
      [other.id],
    );
  });

  it('show suppressions made by hand on the timeline', async () => {
    const { client, add } = await accountWithList();
    const { id } = await add('ana@mail.example');
    await client.call(addSuppression, { body: { email: 'ANA@mail.example', note: 'our supplier' } });
    const { items } = await client.call(contract.readTimeline, { params: { id }, query: { limit: 1 } });
    assert.deepEqual([items[0]?.kind, items[0]?.note], ['suppressed', 'our supplier']);
    assert.equal((await client.call(contract.listContacts, { query: { status: 'suppressed' } })).total, 1);
  });

  it('show the messages they were sent on the timeline, page by page', async () => {
    const { client, accountId, add } = await accountWithList();
    const { id } = await add('ana@mail.example');
    const campaignId = await sendTo(accountId, id);
    const first = await client.call(contract.readTimeline, { params: { id }, query: { limit: 1 } });
    assert.equal(first.total, 2);
    const rest = await client.call(contract.readTimeline, {
      params: { id },
      query: { limit: 1, cursor: first.nextCursor! },
    });
    const entries = [...first.items, ...rest.items];
    const message = entries.find(({ kind }) => kind === 'message');
    assert.equal(entries.length, 2);
    assert.deepEqual(
      [message?.campaign, message?.message?.state],
      [{ id: campaignId, name: 'Spring' }, 'sent'],
    );
  });

  it('are each account’s own', async () => {
    const [one, other] = [await accountWithList(), await accountWithList()];
    const { id } = await one.add('ana@mail.example');
    const stranger = other.client;
    const refused = [
      () => stranger.call(contract.readContact, { params: { id } }),
      () => stranger.call(contract.updateContact, { params: { id }, body: { fields: { first_name: 'x' } } }),
      () => stranger.call(contract.deleteContact, { params: { id } }),
      () => stranger.call(contract.unsubscribe, { params: { id } }),
      () => stranger.call(contract.resubscribe, { params: { id }, body: {} }),
      () => stranger.call(contract.readTimeline, { params: { id } }),
      () => stranger.call(contract.joinList, { params: { id, listId: other.list.id }, body: {} }),
      () => stranger.call(contract.removeFromList, { params: { id, listId: one.list.id } }),
      () => other.add('b@mail.example', {}, [one.list.id]),
    ];
    for (const call of refused) await assert.rejects(call(), { status: 404 });
    assert.equal((await stranger.call(contract.listContacts, { query: { listId: one.list.id } })).total, 0);
  });
});

/** A finished send of one message to the contact, put straight into the ledger. */
async function sendTo(accountId: string, contactId: string): Promise<string> {
  const [campaignId, sendId] = [newId(), newId()];
  await database.asSystem(async (tx) => {
    await tx.execute(
      sql`insert into campaigns (account_id, id, name, content) values (${accountId}, ${campaignId}, 'Spring', '{}')`,
    );
    await tx.execute(sql`
      insert into sends (account_id, id, campaign_id, state, snapshot) values (${accountId}, ${sendId}, ${campaignId}, 'finished', '{}')`);
    await tx.execute(sql`
      insert into messages (account_id, send_id, position, contact_id, email, state, settled_at)
      values (${accountId}, ${sendId}, 1, ${contactId}, 'ana@mail.example', 'sent', now())`);
  });
  return campaignId;
}
