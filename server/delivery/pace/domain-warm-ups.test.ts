import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestApp } from '#testing/app.ts';
import * as contract from './contract.ts';

const app = await startTestApp();

test('the warm-up of a sending domain is begun, begun again and ended', async () => {
  const { client } = await app.newAccount();
  const begun = await client.call(contract.startDomainWarmUp, { body: { domain: 'News.Acme.example' } });
  assert.equal(begun.domain, 'news.acme.example');
  assert.deepEqual(begun.warmingUp, { day: 1, days: 30, today: 25 });
  await client.call(contract.startDomainWarmUp, {
    body: { domain: 'news.acme.example', startedOn: '2020-01-01', plan: [10, 20] },
  });
  const { items } = await client.call(contract.listDomainWarmUps);
  assert.deepEqual(items, [
    { domain: 'news.acme.example', startedOn: '2020-01-01', plan: [10, 20], warmingUp: null },
  ]);
  const params = { domain: 'news.acme.example' };
  await client.call(contract.endDomainWarmUp, { params });
  await assert.rejects(client.call(contract.endDomainWarmUp, { params }), { code: 'not_found' });
  const wrong = client.call(contract.startDomainWarmUp, { body: { domain: 'not a domain' } });
  await assert.rejects(wrong, { code: 'invalid_input' });
});
