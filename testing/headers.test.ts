/** Every answer there is carries the headers that keep browsers from being used against their people. Previews are kept by no cache (CVE-2025-5257, CVE-2026-53943). */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { buildDashboard } from '#server/app/supervise/index.ts';
import { apiError, type RouteContract } from '#server/platform/http/index.ts';
import { startTestApp, type TestApp } from './app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor, type Things } from './every-route.ts';

await buildDashboard(() => {}, AbortSignal.timeout(120_000));
const plain = await startTestApp({ TRUST_PROXY: 'true' });
const owner = await plain.newAccount();
const things = await makeOneOfEach(plain.services.database, owner.client, owner.accountId);
/** Reached over TLS that ends in front of it, by a proxy that says nothing of it. */
const secure = await startTestApp({ BASE_URL: 'https://mail.example.com' });

/** What every answer has. Pictures in mails are the one thing that other sites show. */
const always: Record<string, RegExp> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\).*publickey-credentials-get=\(self\)/,
  'content-security-policy': /default-src 'none'.*base-uri 'none'|^sandbox/,
  'cache-control': /no-store/,
};
const reports = { 'content-type': 'application/reports+json' };
const pictures = { 'cross-origin-resource-policy': /^cross-origin$/ };
const files = { 'cache-control': /^public, max-age=31536000, immutable$/ };
/** Pages of the dashboard: scripts by a number used once, and no text that becomes markup. */
const screens = {
  'content-security-policy':
    /script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'.*object-src 'none'.*frame-ancestors 'none'.*require-trusted-types-for 'script'/,
};

/** What is missing or wrong in an answer. */
function faultsOf({ headers }: Response, expected: Record<string, RegExp>): string[] {
  const wrong = Object.entries(expected)
    .filter(([name, form]) => !form.test(headers.get(name) ?? ''))
    .map(([name]) => `${name}: ${headers.get(name)}`);
  const told = ['server', 'x-powered-by', 'access-control-allow-origin'].filter((name) => headers.has(name));
  return [...wrong, ...told.map((name) => `${name} is told`)];
}

const ask = async (app: TestApp, path: string, init: RequestInit = {}) => {
  const answer = await fetch(app.url + path, { redirect: 'manual', ...init });
  await answer.arrayBuffer();
  return answer;
};

const address = (contract: RouteContract, of: Things) => {
  const params = contract.path.startsWith('/api/') ? (paramsFor(contract, of) ?? {}) : {};
  return contract.path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params[name] ?? 'x'));
};

describe('every route', () => {
  for (const contract of plain.app.contracts)
    it(`${nameOf(contract)} answers with the headers, to those it lets in and to others`, async () => {
      const expected = { ...always, ...(contract.produces === 'image/gif' && pictures) };
      const body = contract.body && JSON.stringify(bodyFor(contract, things));
      for (const who of [{}, { cookie: owner.cookie }] as Record<string, string>[]) {
        // What ends the session would leave nobody for the next.
        if (who.cookie && /\/session|\/sessions|\/account$/.test(contract.path) && contract.method !== 'GET')
          continue;
        const answer = await ask(plain, address(contract, things), {
          method: contract.method,
          headers: {
            ...who,
            'sec-fetch-site': 'same-origin',
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body }),
        });
        assert.deepEqual(faultsOf(answer, expected), [], `${answer.status}`);
        assert.equal(answer.headers.get('strict-transport-security'), null, 'nobody came over TLS');
      }
    });
});

describe('what is no route', () => {
  const cases: [string, string, RequestInit][] = [
    ['an unknown address of the API', '/api/nothing', {}],
    ['an unknown method', '/api/lists', { method: 'PUT' }],
    ['an address that cannot be decoded', '/api/lists/%E0%A4%A', {}],
    ['an unknown file', '/assets/nothing.js', {}],
    ['a way out of the folder of files', '/assets/..%2f..%2fpackage.json', {}],
    ['an unknown link of a mail', '/c/nothing', {}],
    ['JSON that is none', '/api/session', json('{')],
    [
      'a type nobody takes',
      '/api/session',
      { method: 'POST', headers: { 'content-type': 'x/y' }, body: 'x' },
    ],
    ['a body too large', '/api/session', json(`"${'x'.repeat(4 * 1024 * 1024)}"`)],
    ['a report on a policy', '/policy-reports', { method: 'POST', headers: reports, body: '[]' }],
  ];
  for (const [name, path, init] of cases)
    it(`answers ${name} with the headers`, async () => {
      const answer = await ask(plain, path, init);
      assert.deepEqual(faultsOf(answer, always), [], `${answer.status}`);
    });

  it('tells whoever is not logged in by what programs come in (RFC 9110, 11.6.1)', async () => {
    const answer = await ask(plain, '/api/lists');
    assert.deepEqual([answer.status, answer.headers.get('www-authenticate')], [401, 'Bearer']);
  });

  it('answers programs that look for files of theirs that there are none', async () => {
    for (const path of ['/robots.txt', '/.well-known/change-password', '/.well-known/security.txt'])
      assert.equal((await ask(plain, path)).status, 404, path);
  });

  it('answers what cannot be read as a request with the headers, and as other errors', async () => {
    for (const [status, request] of [
      [400, 'NONSENSE\r\n\r\n'],
      [400, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n'],
      [431, `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`],
    ] as const)
      for (const app of [plain, secure]) {
        const answer = await sayOnTheWire(app, request);
        assert.equal(answer.status, status);
        const tls = { 'strict-transport-security': /^max-age=31536000/ };
        assert.deepEqual(faultsOf(answer, { ...always, ...(app === secure && tls) }), []);
        assert.ok(apiError.safeParse(await answer.json()).success);
      }
  });
});

/** Says something that no HTTP client would, and reads what is answered. */
async function sayOnTheWire({ url }: TestApp, request: string): Promise<Response> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.end(request);
  const [head = '', body] = (await text(socket)).split('\r\n\r\n');
  const [line = '', ...lines] = head.split('\r\n');
  const headers = lines.map((each) => each.split(/: (.*)/s).slice(0, 2) as [string, string]);
  return new Response(body, { status: Number(line.split(' ')[1]), headers });
}

describe('a request for the head of an answer alone', () => {
  it('does no act: what a GET does, a HEAD does not find', async () => {
    const acts = plain.app.contracts.filter((one) => one.method === 'GET' && one.act);
    assert.ok(acts.length > 0);
    for (const contract of acts) {
      const answer = await ask(plain, address(contract, things), {
        method: 'HEAD',
        headers: { cookie: owner.cookie },
      });
      assert.equal(answer.status, 404, nameOf(contract));
    }
  });

  it('is answered where nothing is done', async () => {
    const answer = await ask(plain, '/api/lists', { method: 'HEAD', headers: { cookie: owner.cookie } });
    assert.equal(answer.status, 200);
  });
});

describe('the dashboard', () => {
  it('lets in scripts by a number that no two answers share', async () => {
    const answers = await Promise.all(['/', '/login', '/campaigns', '/'].map((path) => ask(plain, path)));
    for (const answer of answers) assert.deepEqual(faultsOf(answer, { ...always, ...screens }), []);
    const numbers = answers.map(
      ({ headers }) => /'nonce-([^']+)'/.exec(headers.get('content-security-policy')!)![1],
    );
    assert.equal(new Set(numbers).size, answers.length);
  });

  it('keeps its files for a year, with the other headers on them', async () => {
    const page = await (await fetch(`${plain.url}/login`)).text();
    const [script] = /\/assets\/[^"]+\.js/.exec(page)!;
    assert.deepEqual(faultsOf(await ask(plain, script), { ...always, ...files }), []);
  });
});

describe('the origin of mail written by others', () => {
  it('has the headers on what it shows and on what it does not', async () => {
    const { contentServer } = plain.app;
    for (const url of ['/mail-frame', '/w/nothing', '/nothing', '/api/session', '/']) {
      const { headers } = await contentServer.inject({ url, headers: { cookie: owner.cookie } });
      const answer = new Response(null, { headers: headers as Record<string, string> });
      assert.deepEqual(faultsOf(answer, always), [], url);
      assert.equal(headers['set-cookie'], undefined);
    }
  });
});

describe('over TLS', () => {
  const year = 'max-age=31536000; includeSubDomains';
  const forwarded = { 'x-forwarded-proto': 'https' };
  const logIn = (headers: Record<string, string>) => ({
    ...json(JSON.stringify({ email: 'owner1@account.example', password: 'a calm and friendly sentence' })),
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
  });

  it('browsers never ask without it again: whether a proxy says so or BASE_URL does', async () => {
    for (const path of ['/', '/api/session', '/api/nothing', '/c/nothing']) {
      const byProxy = await ask(plain, path, { headers: forwarded });
      assert.equal(byProxy.headers.get('strict-transport-security'), year);
      assert.equal((await ask(secure, path)).headers.get('strict-transport-security'), year);
    }
  });

  it('cookies are for TLS alone, and for this host alone', async () => {
    await secure.newAccount();
    for (const answer of [
      await ask(plain, '/api/session', logIn({ ...forwarded, 'x-forwarded-for': '192.0.2.5' })),
      await ask(secure, '/api/session', logIn({})),
    ]) {
      assert.equal(answer.status, 200);
      const set = answer.headers.getSetCookie();
      assert.ok(set.length > 0);
      for (const cookie of set) {
        const [pair, ...attributes] = cookie.split('; ');
        assert.match(pair!, /^__Host-\w+=/);
        for (const needed of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
          assert.ok(attributes.includes(needed), cookie);
        assert.ok(!attributes.some((one) => one.startsWith('Domain=')), cookie);
      }
    }
  });

  it('a proxy that is not believed changes nothing', async () => {
    const doubting = await startTestApp();
    const answer = await ask(doubting, '/login', { headers: forwarded });
    assert.equal(answer.headers.get('strict-transport-security'), null);
  });
});

function json(body: string): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}
