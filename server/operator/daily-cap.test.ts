import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import * as accountsContract from '#server/accounts/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { startTestApp } from '#testing/app.ts';
import * as contract from './contract.ts';

const app = await startTestApp();
let operator: ApiClient;
before(async () => {
  operator = (await app.newOperator()).client;
});

describe('the daily cap of an account', () => {
  it('is set and lifted by the operator, and seen by the owner', async () => {
    const { client, accountId } = await app.newAccount();
    assert.equal((await client.call(accountsContract.getAccount)).dailyCap, null);
    const params = { id: accountId };
    await operator.call(contract.setDailyCap, { params, body: { dailyCap: 500 } });
    assert.equal((await client.call(accountsContract.getAccount)).dailyCap, 500);
    const { items } = await operator.call(contract.listAccounts);
    assert.equal(items.find((account) => account.id === accountId)?.dailyCap, 500);
    await operator.call(contract.setDailyCap, { params, body: { dailyCap: null } });
    assert.equal((await client.call(accountsContract.getAccount)).dailyCap, null);
  });

  it('cannot be set by the account itself, not even past the API', async () => {
    const { client, accountId } = await app.newAccount();
    const ask = client.call(contract.setDailyCap, { params: { id: accountId }, body: { dailyCap: 9 } });
    await assert.rejects(ask, { code: 'not_found' });
    await assert.rejects(client.call(contract.listAccounts), { code: 'not_found' });
    await assert.rejects(
      app.services.database.inAccount(accountId, (tx) => tx.execute(sql`update accounts set daily_cap = 9`)),
      /permission denied/,
    );
  });

  it('is for an account that exists', async () => {
    const ask = operator.call(contract.setDailyCap, { params: { id: newId() }, body: { dailyCap: 9 } });
    await assert.rejects(ask, { code: 'not_found' });
  });
});
