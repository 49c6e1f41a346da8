/** Names of the language underneath are names like others, or refused: Haraka CVE-2026-34752 (a header called `__proto__`). */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listLists } from '#server/audience/contract.ts';
import { startTestApp } from '../app.ts';

const app = await startTestApp();
const { client, cookie } = await app.newAccount();
const poison = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

const isClean = () => {
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.deepEqual(Object.keys(Object.prototype), []);
};

describe('CVE-2026-34752: a name of the language', () => {
  it('is a header like others', async () => {
    for (const name of poison) {
      const headers = { cookie, [name]: 'polluted', ...Object.fromEntries([[name, 'x']]) };
      assert.equal((await fetch(app.url + listLists.path, { headers })).status, 200);
    }
    isClean();
  });

  it('is refused in JSON, and nothing of it is done', async () => {
    for (const body of [
      '{"name":"A","__proto__":{"polluted":1}}',
      '{"name":"A","constructor":{"prototype":{"polluted":1}}}',
      '{"name":{"__proto__":{"polluted":1}}}',
    ]) {
      const answer = await fetch(`${app.url}/api/lists`, {
        method: 'POST',
        headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
        body,
      });
      assert.equal(answer.status, 400, body);
      await answer.text();
    }
    isClean();
    assert.deepEqual((await client.call(listLists)).items, []);
  });

  it('is harmless in queries, forms and cookies', async () => {
    for (const name of poison) {
      const query = await fetch(`${app.url}/api/contacts?${name}=1&${name}[polluted]=1`, {
        headers: { cookie },
      });
      assert.ok(query.status < 500);
      const form = await fetch(`${app.url}/u/x`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: `${cookie}; ${name}=1` },
        body: `${name}[polluted]=1&${name}=all&choice=${name}`,
      });
      assert.ok(form.status < 500);
      await Promise.all([query.text(), form.text()]);
    }
    isClean();
  });
});
