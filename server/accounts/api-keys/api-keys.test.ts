import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createList, listLists } from '#server/audience/contract.ts';
import { createCampaign, listCampaigns } from '#server/campaigns/contract.ts';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { startTestApp } from '#testing/app.ts';
import { type KeyScope, keyScopes } from '../access/contract.ts';
import { keyMay } from '../access/key-permissions.ts';
import { getAccount } from '../settings/contract.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './contract.ts';
import { looksLikeKey, newKey } from './key-format.ts';

const app = await startTestApp();
const { database } = app.services;

/** An account with a key of its own, and a program that uses it. */
async function withKey(scopes: KeyScope[], expiresAt: string | null = null) {
  const { client, accountId } = await app.newAccount();
  const made = await client.call(createApiKey, { body: { name: 'Shop', scopes, expiresAt } });
  return { client, accountId, ...made, program: createClient(app.url, { apiKey: made.key }) };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('API keys', () => {
  it('open the account, are shown once, and end when revoked', async () => {
    const { client, accountId, key, apiKey, program } = await withKey([...keyScopes]);
    assert.equal((await program.call(getAccount)).id, accountId);
    const { items } = await client.call(listApiKeys);
    assert.equal(JSON.stringify(items).includes(key), false);
    await client.call(revokeApiKey, { params: { id: apiKey.id } });
    await assert.rejects(program.call(getAccount), { code: 'not_logged_in', message: /revoked/ });
  });

  it('do not open what needs a person', async () => {
    const { program } = await withKey([...keyScopes]);
    await assert.rejects(program.call(listApiKeys), { code: 'not_logged_in', message: /Log in/ });
  });

  it('do what their scopes say and no more, and say what is missing', async () => {
    const { program } = await withKey(['audience:write']);
    await program.call(createList, { body: { name: 'Readers' } });
    await program.call(listLists);
    await assert.rejects(program.call(listCampaigns), {
      status: 403,
      code: 'out_of_scope',
      message: /lacks campaigns:read\. Make a key that has it/,
    });
    await assert.rejects(program.call(createCampaign, { body: { name: 'News', starter: 'newsletter' } }), {
      code: 'out_of_scope',
    });
  });

  it('can be used by every route that says it takes them', () => {
    const closed = app.app.contracts.filter(
      ({ credentials, permission }) => credentials.includes('apiKey') && !keyMay(keyScopes, permission),
    );
    assert.deepEqual(closed, []);
  });

  it('are refused from the moment they expire', async () => {
    const { accountId, program, apiKey } = await withKey(['account:read'], inAnHour());
    await program.call(getAccount);
    await database.asSystem((tx) =>
      tx.execute(
        sql`update api_keys set expires_at = now() where account_id = ${accountId} and id = ${apiKey.id}`,
      ),
    );
    await assert.rejects(program.call(getAccount), { status: 401, message: /expired/ });
  });

  it('are not made to have expired', async () => {
    await assert.rejects(withKey(['account:read'], '2020-01-01T00:00:00Z'), {
      code: 'invalid_input',
      fields: { expiresAt: 'Choose a day that is still to come.' },
    });
  });

  it('tell when and from where they were used last', async () => {
    const { client, program } = await withKey(['account:read']);
    const before = await client.call(listApiKeys);
    assert.deepEqual([before.items[0]?.lastUsedAt, before.items[0]?.lastUsedIp], [null, null]);
    await program.call(getAccount);
    const { items } = await client.call(listApiKeys);
    assert.ok(items[0]?.lastUsedAt);
    assert.equal(items[0]?.lastUsedIp, '127.0.0.1');
  });

  it('end with their account', async () => {
    const { accountId, program } = await withKey(['account:read']);
    await database.asSystem((tx) => tx.execute(sql`delete from accounts where id = ${accountId}`));
    await assert.rejects(program.call(getAccount), { code: 'not_logged_in' });
  });

  it('made before they had a checksum go on working', async () => {
    const { accountId } = await withKey(['account:read']);
    const key = `mm_key_${randomToken()}`;
    await database.asSystem((tx) =>
      tx.execute(sql`insert into api_keys (account_id, id, name, prefix, key_hash, scopes)
        values (${accountId}, ${newId()}, 'Old', 'mm_key_xxxx', ${sha256(key)}, ${[...keyScopes]})`),
    );
    assert.equal((await createClient(app.url, { apiKey: key }).call(getAccount)).id, accountId);
  });
});

describe('the form of a key', () => {
  it('is recognised, and one with a wrong letter is not', () => {
    const key = newKey();
    assert.match(key, /^mm_key_[0-9A-Za-z]{49}$/);
    assert.ok(looksLikeKey(key));
    for (let at = 7; at < key.length; at++) {
      const wrong = key.slice(0, at) + (key[at] === 'a' ? 'b' : 'a') + key.slice(at + 1);
      assert.equal(looksLikeKey(wrong), false);
    }
    assert.equal(looksLikeKey(key.slice(0, -1)), false);
    assert.equal(looksLikeKey(''), false);
  });
});
