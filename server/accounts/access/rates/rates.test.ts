import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { listLists } from '#server/audience/contract.ts';
import type { Problem } from '#server/platform/http/index.ts';
import { startTestApp } from '#testing/app.ts';
import { createApiKey } from '../../api-keys/contract.ts';
import { onBehalfOf, type Scope } from '../scope.ts';
import { Buckets } from './buckets.ts';
import { createCallerLimit } from './caller-limit.ts';
import { createRateLimit } from './network-limit.ts';

/** A clock that stands still until it is moved on. */
function clock() {
  let ms = 0;
  return { now: () => ms, pass: (seconds: number) => (ms += seconds * 1000) };
}

const asKey = (accountId: string, id: string): Scope => ({
  ...onBehalfOf(accountId),
  apiKey: { id, scopes: [] },
});
const asSession = (accountId: string, id: string): Scope => ({
  ...onBehalfOf(accountId),
  credential: 'session',
  session: {
    id,
    secondsSinceProof: 0,
    secondFactor: false,
    boundBy: null,
    owedProvider: null,
    secondsLeft: 600,
    endIsFinal: false,
  },
});
const request = () => ({}) as FastifyRequest;

/** How many of so many calls are let through. */
function passed(calls: number, call: () => void): number {
  let count = 0;
  for (let made = 0; made < calls; made++)
    try {
      call();
      count += 1;
    } catch (error) {
      assert.equal((error as Problem).code, 'too_many_requests');
    }
  return count;
}

describe('a bucket', () => {
  it('gives its burst at once, then as much as flows in, and never more than its burst', () => {
    const time = clock();
    const buckets = new Buckets({ perSecond: 10, burst: 50 }, time.now);
    const take = () => buckets.take('a').isGranted;
    const taken = (tries: number) => Array.from({ length: tries }, take).filter(Boolean).length;
    assert.equal(taken(80), 50);
    time.pass(1);
    assert.equal(taken(80), 10);
    time.pass(3600);
    assert.equal(taken(80), 50);
  });

  it('says how long to wait, and counts everybody alone', () => {
    const time = clock();
    const buckets = new Buckets({ perSecond: 0.5, burst: 1 }, time.now);
    assert.deepEqual(buckets.take('a'), { isGranted: true, left: 0, wait: 2, untilFull: 2 });
    assert.equal(buckets.take('a').isGranted, false);
    assert.equal(buckets.take('b').isGranted, true);
    time.pass(2);
    assert.equal(buckets.take('a').isGranted, true);
  });
});

describe('callers', () => {
  it('have as much with each key, and twice as much with all keys of their account', () => {
    const time = clock();
    const limit = createCallerLimit(10, time.now);
    const calls = (scope: Scope) => passed(300, () => limit('normal', scope, request()));
    assert.equal(calls(asKey('one', 'first')), 100);
    assert.equal(calls(asKey('one', 'second')), 100);
    assert.equal(calls(asKey('one', 'third')), 0);
    assert.equal(calls(asKey('other', 'fourth')), 100);
    assert.equal(calls(asSession('one', 'fifth')), 100);
    time.pass(1);
    assert.equal(calls(asKey('one', 'first')), 10);
  });

  it('are one network, however many addresses of it they walk through', () => {
    const limit = createRateLimit(clock().now);
    const hosts = Array.from({ length: 100 }, (_, host) => host.toString(16)).values();
    assert.equal(
      passed(100, () => limit('upload', `2001:db8:0:7::${hosts.next().value}`)),
      60,
    );
    assert.equal(
      passed(100, () => limit('upload', '2001:db8:0:8::1')),
      60,
    );
  });
});

describe('an answer over HTTP', async () => {
  const app = await startTestApp({ REQUESTS_PER_SECOND: '1', TRUST_PROXY: 'true' });
  const { client, cookie } = await app.newAccount();
  const { key } = await client.call(createApiKey, { body: { name: 'A key', scopes: ['audience:read'] } });
  const ask = (headers: Record<string, string>) => fetch(app.url + listLists.path, { headers });
  const withKey = { authorization: `Bearer ${key}` };

  it('says what is left, and what too many are told', async () => {
    const first = await ask(withKey);
    assert.equal(first.status, 200);
    assert.equal(first.headers.get('ratelimit-policy'), '"key";q=10;w=10, "keys-of-account";q=20;w=10');
    assert.match(first.headers.get('ratelimit')!, /^"key";r=9;t=1, "keys-of-account";r=19;t=1$/);
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(withKey)));
    const refused = answers.find(({ status }) => status === 429)!;
    assert.equal(refused.headers.get('retry-after'), '1');
    assert.match(refused.headers.get('ratelimit')!, /^"key";r=0;t=10/);
    const { error } = (await refused.json()) as { error: { code: string; message: string } };
    assert.equal(error.code, 'too_many_requests');
    assert.match(error.message, /^This API key asks too often/);
    assert.equal((await ask({ cookie })).status, 200, 'the browser has its own');
  });

  it('says how long to wait to whoever tries many logins', async () => {
    const logIn = () =>
      fetch(`${app.url}/api/session`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: app.url,
          'x-forwarded-for': '192.0.2.9',
        },
        body: JSON.stringify({ email: 'nobody@account.example', password: 'x' }),
      });
    const answers = await Promise.all(Array.from({ length: 25 }, logIn));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 5);
    for (const { headers } of refused) {
      const seconds = Number(headers.get('retry-after'));
      assert.ok(seconds >= 1 && seconds <= 60, `${seconds} seconds`);
    }
  });

  it('counts no try to log in that a page elsewhere made its visitor send', async () => {
    const from = { 'x-forwarded-for': '192.0.2.77', 'content-type': 'application/json' };
    const body = JSON.stringify({ email: 'visitor@account.example', password: 'x' });
    const send = (origin: string) =>
      fetch(`${app.url}/api/session`, { method: 'POST', headers: { ...from, origin }, body });
    for (let made = 0; made < 30; made++) assert.equal((await send('https://evil.example')).status, 403);
    assert.equal((await send(app.url)).status, 401);
  });
});
