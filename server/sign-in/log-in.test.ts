import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { person, startTestApp } from '#testing/app.ts';
import * as contract from './contract.ts';

const app = await startTestApp();

describe('sessions', () => {
  it('log in and out', async () => {
    const { client } = await app.newAccount();
    assert.equal((await client.call(contract.getSession)).role, 'owner');
    await client.call(contract.logOut);
    await assert.rejects(client.call(contract.getSession), { code: 'not_logged_in' });
  });

  it('answer a wrong password and an unknown address alike', async () => {
    const attempt = (email: string) =>
      app.visitor().call(contract.logIn, { body: { email, password: 'not the password' } });
    await assert.rejects(attempt(person.email), { code: 'wrong_login', status: 401 });
    await assert.rejects(attempt('nobody@account.example'), { code: 'wrong_login', status: 401 });
  });

  it('refuse requests that come from other sites', async () => {
    const { client } = await app.newAccount();
    const answer = await client.fetch(contract.getSession);
    assert.equal(answer.status, 200);
    const cookie = (await login()).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      {},
    ] as Record<string, string>[]) {
      const refused = await fetch(`${app.url}/api/account`, {
        method: 'PATCH',
        headers: { ...headers, cookie },
      });
      assert.equal(refused.status, 403);
    }
  });

  const login = async () => {
    await app.newAccount();
    return await fetch(`${app.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.url },
      body: JSON.stringify({ email: 'owner1@account.example', password: person.password }),
    });
  };
});

describe('a session', () => {
  const openBehindProxy = async (headers: Record<string, string>) => {
    const proxied = await startTestApp({ TRUST_PROXY: 'true' });
    await proxied.newAccount();
    return await fetch(`${proxied.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
      body: JSON.stringify({ email: 'owner1@account.example', password: person.password }),
    });
  };

  it('is kept over TLS in a cookie no neighbour can plant and no script can read', async () => {
    const answer = await openBehindProxy({ 'x-forwarded-proto': 'https' });
    assert.match(
      answer.headers.getSetCookie()[0] ?? '',
      /^__Host-session=[\w-]{43}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('ends a week after it was last used, and after 30 days in any case', async () => {
    for (const age of [
      sql`last_seen_at = now() - interval '8 days'`,
      sql`expires_at = now() - interval '1 second'`,
    ]) {
      const { client, accountId } = await app.newAccount();
      await client.call(contract.getSession);
      await app.services.database.asSystem((tx) =>
        tx.execute(sql`update sessions set ${age} where account_id = ${accountId}`),
      );
      await assert.rejects(client.call(contract.getSession), { code: 'not_logged_in' });
    }
  });

  it('is not guessed at: logins from one address are few, whatever it says in front of its proxy', async () => {
    const proxied = await startTestApp({ TRUST_PROXY: 'true' });
    const statuses = [];
    for (let tries = 0; tries <= 20; tries++) {
      const answer = await fetch(`${proxied.url}/api/session`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          'x-forwarded-for': `203.0.113.${tries}, 192.0.2.1`,
        },
        body: JSON.stringify({ email: `nobody${tries}@account.example`, password: 'a guess' }),
      });
      statuses.push(answer.status);
    }
    assert.deepEqual(statuses, [...Array(20).fill(401), 429]);
  });
});
