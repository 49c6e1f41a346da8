import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { suppress } from '#server/compliance/index.ts';
import { startTestApp } from '#testing/app.ts';
import { leaveLists } from '../contacts/leave-lists.ts';
import { unsubscribeContact } from '../contacts/unsubscribe-contact.ts';
import { createContact, createList } from '../contract.ts';
import { audienceCounts } from './audience-counts.ts';
import { type Audience, audienceOf, isAnybodyIn } from './audience-of.ts';

const app = await startTestApp();
const { database } = app.services;

describe('the audience of a campaign', () => {
  it('is each wanted contact once, and the funnel tells where the others went', async () => {
    const { client, accountId } = await app.newAccount();
    const [a, b, no] = await Promise.all(
      ['A', 'B', 'No'].map(async (name) => (await client.call(createList, { body: { name } })).id),
    );
    const add = async (name: string, ...listIds: (string | undefined)[]) =>
      (
        await client.call(createContact, {
          body: { email: `${name}@mail.example`, listIds: listIds as string[] },
        })
      ).id;
    await add('both', a, b);
    await add('one', a);
    await add('nowhere');
    await add('spared', a, no);
    await add('suppressed', b);
    const gone = await add('gone', a, b);
    const left = await add('left', a);
    const leftOne = await add('left-one', a, b);
    await database.inAccount(accountId, async (tx) => {
      await unsubscribeContact(tx, { accountId, contactId: gone });
      await leaveLists(tx, { accountId, contactId: left, listIds: [a!] });
      await leaveLists(tx, { accountId, contactId: leftOne, listIds: [a!] });
      await suppress(tx, { accountId, emailKey: 'suppressed@mail.example', reason: 'bounced', note: '' });
    });
    const lists = { include: [a!, b!], exclude: [no!] };
    assert.deepEqual(await recipients(accountId, lists), [
      'both@mail.example',
      'left-one@mail.example',
      'one@mail.example',
    ]);
    assert.deepEqual(await counts(accountId, lists), {
      inLists: 10,
      duplicates: 3,
      unsubscribed: 2,
      suppressed: 1,
      excluded: 1,
      recipients: 3,
    });
  });

  it('is empty without lists and for lists of another account', async () => {
    const [one, other] = [await app.newAccount(), await app.newAccount()];
    const { id } = await one.client.call(createList, { body: { name: 'A' } });
    await one.client.call(createContact, { body: { email: 'ana@mail.example', listIds: [id] } });
    assert.deepEqual(await recipients(one.accountId, { include: [], exclude: [] }), []);
    assert.deepEqual(await recipients(other.accountId, { include: [id], exclude: [] }), []);
    assert.equal((await counts(other.accountId, { include: [id], exclude: [] })).inLists, 0);
    assert.equal(await anybody(other.accountId, { include: [id], exclude: [] }), false);
    assert.equal(await anybody(one.accountId, { include: [id], exclude: [id] }), false);
    assert.equal(await anybody(one.accountId, { include: [id], exclude: [] }), true);
    assert.equal((await counts(one.accountId, { include: [id], exclude: [] })).recipients, 1);
  });
});

const recipients = (accountId: string, lists: Audience) =>
  database.inAccount(accountId, async (tx) => {
    const rows = await tx.query<{ email: string }>(audienceOf({ accountId }, lists));
    return rows.map(({ email }) => email).sort();
  });

const anybody = (accountId: string, lists: Audience) =>
  database.inAccount(accountId, (tx) => isAnybodyIn(tx, { accountId }, lists));

const counts = (accountId: string, lists: Audience) =>
  database.inAccount(accountId, (tx) => audienceCounts(tx, { accountId }, lists));
