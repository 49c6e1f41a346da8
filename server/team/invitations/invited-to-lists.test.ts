import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createList, deleteList, listLists } from '#server/audience/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();
const password = 'quite another calm sentence';

async function tokenIn(email: string): Promise<string> {
  const { link } = await lastSystemMail(app.services, email, 'invitation');
  return new URL(link).hash.slice(1);
}

describe('an invitation to certain lists', () => {
  it('restricts whom it brings to the lists its sender chose, less those deleted since', async () => {
    const { client } = await app.newAccount();
    const lists = [];
    for (const name of ['Shop', 'Press', 'Staff'])
      lists.push(await client.call(createList, { body: { name } }));
    const [shop, press, staff] = lists.map(({ id }) => id) as [string, string, string];
    const email = 'helper@account.example';
    const { lists: shown } = await client.call(contract.invite, {
      body: { email, role: 'editor', listIds: [shop, press] },
    });
    assert.deepEqual(shown, [
      { id: press, name: 'Press' },
      { id: shop, name: 'Shop' },
    ]);
    await client.call(deleteList, { params: { id: press } });
    const visitor = app.visitor();
    const token = await tokenIn(email);
    assert.equal((await visitor.call(contract.readInvitation, { body: { token } })).isRestricted, true);
    await visitor.call(contract.joinByInvitation, { body: { token, name: 'Helper', password } });
    const seen = await visitor.call(listLists);
    assert.deepEqual(
      seen.items.map(({ id }) => id),
      [shop],
    );
    const { items } = await client.call(contract.listMembers);
    assert.deepEqual(items.find((member) => member.email === email)?.lists, [{ id: shop, name: 'Shop' }]);

    const other = await app.newAccount();
    const invite = (role: contract.GivenRole, listIds: string[]) =>
      other.client.call(contract.invite, { body: { email: 'x@account.example', role, listIds } });
    await assert.rejects(invite('editor', [staff]), { code: 'invalid_input' });
    await assert.rejects(invite('admin', []), { code: 'invalid_input' });
  });

  it('shows nothing when all its lists are gone', async () => {
    const { client } = await app.newAccount();
    const { id } = await client.call(createList, { body: { name: 'Shop' } });
    const email = 'late@account.example';
    await client.call(contract.invite, { body: { email, role: 'analyst', listIds: [id] } });
    await client.call(deleteList, { params: { id } });
    await client.call(createList, { body: { name: 'New' } });
    const visitor = app.visitor();
    await visitor.call(contract.joinByInvitation, {
      body: { token: await tokenIn(email), name: 'Late', password },
    });
    assert.deepEqual((await visitor.call(listLists)).items, []);
  });
});
