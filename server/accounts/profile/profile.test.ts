import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { startTestApp } from '#testing/app.ts';
import * as contract from '../contract.ts';

const app = await startTestApp();

describe('the profile', () => {
  it('changes what is given, leaves the rest, and forgets what was told freely', async () => {
    const { client } = await app.newAccount();
    const empty = await client.call(contract.getProfile);
    assert.deepEqual([empty.phone, empty.occupation, empty.registration], ['', null, null]);
    const told = {
      phone: '+351 21 123 4567',
      occupation: 'Baker',
      gender: 'woman',
      ageGroup: '35–44' as const,
    };
    await client.call(contract.changeProfile, { body: told });
    const renamed = await client.call(contract.changeProfile, { body: { name: 'Ana O.' } });
    assert.deepEqual({ ...renamed, ...told, name: 'Ana O.' }, renamed);
    const forgotten = await client.call(contract.changeProfile, {
      body: { phone: '', occupation: '', gender: null, ageGroup: null },
    });
    assert.deepEqual(
      [forgotten.phone, forgotten.occupation, forgotten.gender, forgotten.ageGroup],
      ['', null, null, null],
    );
    assert.equal((await client.call(signInContract.getSession)).user.name, 'Ana O.');
  });

  it('takes no rights along', async () => {
    const { client } = await app.newAccount();
    for (const more of [{ isOperator: true }, { role: 'owner' }, { email: 'a@b.example' }, { userId: 'x' }])
      await assert.rejects(client.call(contract.changeProfile, { body: more as object }), {
        code: 'invalid_input',
      });
  });

  it('is nobody else’s: neither the account’s keys nor its role in the database read it', async () => {
    const { client, accountId } = await app.newAccount();
    await client.call(contract.changeProfile, { body: { occupation: 'Baker' } });
    const { key } = await client.call(contract.createApiKey, {
      body: { name: 'Shop', scopes: [...contract.keyScopes] },
    });
    await assert.rejects(createClient(app.url, { apiKey: key }).call(contract.getProfile), {
      code: 'not_logged_in',
    });
    await assert.rejects(
      app.services.database.inAccount(accountId, (tx) => tx.query(sql`select from profiles`)),
      /permission denied/,
    );
  });
});
