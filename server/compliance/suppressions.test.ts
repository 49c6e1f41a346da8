import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestApp } from '#testing/app.ts';
import { addSuppression, listSuppressions, removeSuppression } from './contract.ts';
import { suppress } from './suppress.ts';

const app = await startTestApp();

describe('suppressions', () => {
  it('are added by hand, found by a part of the address, and lifted', async () => {
    const { client } = await app.newAccount();
    const added = await client.call(addSuppression, {
      body: { email: 'Ana@MÜNCHEN.example', note: 'asked by phone' },
    });
    assert.equal(added.email, 'ana@xn--mnchen-3ya.example');
    assert.equal(added.reason, 'manual');
    const found = await client.call(listSuppressions, { query: { search: 'XN--' } });
    assert.deepEqual([found.total, found.items[0]?.note], [1, 'asked by phone']);
    await client.call(removeSuppression, { params: { email: added.email } });
    assert.equal((await client.call(listSuppressions)).total, 0);
    await assert.rejects(client.call(removeSuppression, { params: { email: added.email } }), { status: 404 });
  });

  it('refuse what is not an address, in words', async () => {
    const { client } = await app.newAccount();
    await assert.rejects(client.call(addSuppression, { body: { email: 'two@at@signs.example' } }), {
      code: 'invalid_input',
      message: /two @ signs/,
    });
  });

  it('keep the graver reason, and a complaint for good', async () => {
    const { client, accountId } = await app.newAccount();
    const put = (reason: 'bounced' | 'complained' | 'unsubscribed') =>
      app.services.database.inAccount(accountId, (tx) =>
        suppress(tx, { accountId, emailKey: 'ana@mail.example', reason, note: '' }),
      );
    assert.deepEqual(
      [await put('bounced'), await put('complained'), await put('unsubscribed')],
      [true, true, false],
    );
    assert.equal((await client.call(listSuppressions)).items[0]?.reason, 'complained');
    await assert.rejects(client.call(removeSuppression, { params: { email: 'ana@mail.example' } }), {
      code: 'forbidden',
      message: /reported your mail as spam/,
    });
  });

  it('page newest first without losing rows of the same moment', async () => {
    const { client, accountId } = await app.newAccount();
    await app.services.database.inAccount(accountId, async (tx) => {
      for (let n = 0; n < 25; n++)
        await suppress(tx, { accountId, emailKey: `n${n}@mail.example`, reason: 'bounced', note: '' });
    });
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof read>> = await read(cursor);
      for (const { email } of page.items) seen.add(email);
      cursor = page.nextCursor;
    } while (cursor);
    assert.equal(seen.size, 25);

    function read(from: string | null) {
      return client.call(listSuppressions, { query: { limit: 10, ...(from ? { cursor: from } : {}) } });
    }
  });

  it('are each account’s own', async () => {
    const [one, other] = [await app.newAccount(), await app.newAccount()];
    await one.client.call(addSuppression, { body: { email: 'ana@mail.example' } });
    assert.equal((await other.client.call(listSuppressions)).total, 0);
    await assert.rejects(other.client.call(removeSuppression, { params: { email: 'ana@mail.example' } }), {
      status: 404,
    });
  });
});
