import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { getSession } from '#server/sign-in/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import * as contract from './contract.ts';

const app = await startTestApp();

describe('the account', () => {
  it('changes what is given and leaves the rest', async () => {
    const { client } = await app.newAccount();
    const changed = await client.call(contract.changeAccount, { body: { name: 'New name' } });
    assert.equal(changed.name, 'New name');
    assert.equal(changed.postalAddress, person.postalAddress);
  });

  it('leaves messages of unknown fate alone unless it says otherwise', async () => {
    const { client } = await app.newAccount();
    assert.equal((await client.call(contract.getAccount)).whenUnsure, 'keep');
    const { whenUnsure } = await client.call(contract.changeAccount, { body: { whenUnsure: 'resend' } });
    assert.equal(whenUnsure, 'resend');
    const { account } = await client.call(getSession);
    assert.equal(account?.whenUnsure, 'resend');
    const { whenUnsure: kept } = await client.call(contract.changeAccount, { body: { name: 'New name' } });
    assert.equal(kept, 'resend');
  });

  it('names the field that cannot be used', async () => {
    const { client } = await app.newAccount();
    await assert.rejects(
      client.call(contract.changeAccount, { body: { timeZone: 'Mars/Base' } }),
      (error: { fields: object }) => {
        assert.deepEqual(Object.keys(error.fields), ['timeZone']);
        return true;
      },
    );
  });
});
