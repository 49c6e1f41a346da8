/** What an attacker brings back from a sign-in with a provider, and what a provider itself could try. */
import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { getSession } from '#server/sign-in/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { ISSUER_HOST, issuerNetwork } from '#testing/issuer/network.ts';
import { startScriptedIssuer } from '#testing/issuer/scripted-issuer.ts';
import { addToInstall, queryOf, signIn } from '#testing/issuer/sign-in.ts';
import {
  addInstallProvider,
  beginInstallTest,
  beginLink,
  beginProof,
  beginSignIn,
  changeInstallProvider,
  finishLink,
  finishProof,
  finishSignIn,
  listInstallProviders,
  removeInstallProvider,
} from './contract.ts';
import { issuerAddress } from './issuer/issuer-address.ts';

const network = await issuerNetwork();
after(() => network.close());
const app = await startTestApp({ ...network.env, TRUST_PROXY: 'true' });
const { database } = app.services;
const operator = await app.newOperator();
const owner = await app.newAccount();

// Whoever is logged in comes from one network, which is slowed down otherwise.
beforeEach(async () => {
  await database.asSystem((tx) => tx.execute(sql`delete from login_rates`));
});

let networks = 0;
const browser = () => {
  networks += 1;
  return createClient(app.url, { forwardedFor: `10.8.${networks}.1` });
};

/** An issuer of its own for each test, where Ana has a login that opens the owner's here. */
async function anIssuer({ isKnown = true, ...more }: { isKnown?: boolean } & Record<string, unknown> = {}) {
  const issuer = await startScriptedIssuer();
  after(() => issuer.close());
  const provider = await addToInstall(operator.client, issuer, more);
  if (isKnown)
    await database.asSystem((tx) =>
      tx.execute(sql`insert into identities (id, provider_id, subject, user_id, called)
        values (gen_random_uuid(), ${provider.id}, 'ana', ${owner.userId}, 'Ana')`),
    );
  const begin = async (client: ApiClient) =>
    (await client.call(beginSignIn, { body: { providerId: provider.id } })).address;
  const finish = (client: ApiClient, answer: string) =>
    client.call(finishSignIn, { body: { providerId: provider.id, answer } });
  return { issuer, provider, begin, finish, atIssuer: issuer.answerTo };
}

const over = { code: 'sign_in_over' };
const refused = { code: 'sign_in_refused' };

describe('the way back from a provider', () => {
  it('leads in once', async () => {
    const { begin, finish, atIssuer } = await anIssuer();
    const client = browser();
    const answer = queryOf(atIssuer(await begin(client)));
    assert.equal((await finish(client, answer)).session?.user.id, owner.userId);
    await assert.rejects(finish(client, answer), over);
  });

  it('leads one in of many that use it at once', async () => {
    const { begin, atIssuer, provider } = await anIssuer();
    const client = browser();
    const answer = queryOf(atIssuer(await begin(client)));
    const body = { providerId: provider.id, answer };
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.fetch(finishSignIn, { body })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(401)]);
  });

  it('is of no use in another browser (login CSRF)', async () => {
    const { begin, finish, atIssuer } = await anIssuer();
    const [attacker, victim] = [browser(), browser()];
    const answer = queryOf(atIssuer(await begin(attacker)));
    await begin(victim);
    await assert.rejects(finish(victim, answer), over);
    await assert.rejects(finish(browser(), answer), over);
  });

  it('needs its state, unchanged and single', async () => {
    const { begin, finish, atIssuer } = await anIssuer();
    const changes: ((query: URLSearchParams) => void)[] = [
      (query) => query.delete('state'),
      (query) => query.set('state', `${query.get('state')}x`),
      (query) => query.append('state', 'another'),
      (query) => query.set('state', query.get('state')!.replace('enter', 'link')),
    ];
    for (const change of changes) {
      const client = browser();
      const { searchParams } = atIssuer(await begin(client));
      change(searchParams);
      await assert.rejects(finish(client, searchParams.toString()), over);
    }
  });

  it('is over after ten minutes', async () => {
    const { begin, finish, atIssuer } = await anIssuer();
    const client = browser();
    const answer = queryOf(atIssuer(await begin(client)));
    await database.asSystem((tx) => tx.execute(sql`update sign_in_attempts set expires_at = now()`));
    await assert.rejects(finish(client, answer), over);
  });

  it('ends in nothing but what it began for', async () => {
    const { provider, begin, atIssuer } = await anIssuer();
    const client = await app.logInAs(owner.userId, owner.accountId);
    const answer = queryOf(atIssuer(await begin(client)));
    const body = { providerId: provider.id, answer };
    for (const contract of [finishLink, finishProof])
      await assert.rejects(client.call(contract, { body }), over);
    const { address } = await client.call(beginProof, { body: { providerId: provider.id } });
    const proof = { providerId: provider.id, answer: queryOf(atIssuer(address)) };
    await assert.rejects(client.call(finishSignIn, { body: proof }), over);
    await assert.rejects(client.call(finishLink, { body: proof }), over);
    await client.call(finishProof, { body: proof });
  });

  it('ends in the session it began in', async () => {
    const { provider, atIssuer } = await anIssuer({ isKnown: false });
    const [one, other] = [await app.newAccount(), await app.newAccount()];
    const { address } = await one.client.call(beginLink, { body: { providerId: provider.id } });
    const body = { providerId: provider.id, answer: queryOf(atIssuer(address)) };
    await assert.rejects(other.client.call(finishLink, { body }), over);
  });

  it('is refused with a code of another issuer (mix-up): each has an address of its own, and names itself', async () => {
    const [honest, evil] = [await anIssuer(), await anIssuer()];
    const client = browser();
    const toHonest = new URL(await honest.begin(client));
    // The attacker's issuer was asked and sends the browser on to the honest one, whose answer comes back.
    const toEvil = new URL(await evil.begin(client));
    toHonest.searchParams.set('state', toEvil.searchParams.get('state')!);
    const answer = queryOf(honest.atIssuer(toHonest.href));
    await assert.rejects(honest.finish(client, answer), over);
    await assert.rejects(evil.finish(client, answer), refused);
    const again = browser();
    const withoutName = evil.atIssuer(await evil.begin(again)).searchParams;
    withoutName.delete('iss');
    await assert.rejects(evil.finish(again, withoutName.toString()), refused);
    assert.ok(!honest.issuer.asked.includes('/token') && !evil.issuer.asked.includes('/token'));
  });

  it('leads nowhere once the provider is disabled or removed', async () => {
    const { provider, begin, finish, atIssuer } = await anIssuer();
    const [one, other] = [browser(), browser()];
    const answers = [queryOf(atIssuer(await begin(one))), queryOf(atIssuer(await begin(other)))];
    const at = { params: { id: provider.id } };
    await operator.client.call(changeInstallProvider, { ...at, body: { enabled: false } });
    await assert.rejects(finish(one, answers[0]!), { code: 'not_found' });
    await operator.client.call(removeInstallProvider, at);
    await assert.rejects(finish(other, answers[1]!), { code: 'not_found' });
  });

  it('shows none of the issuer’s words', async () => {
    const { begin, finish, atIssuer } = await anIssuer();
    for (const error of ['access_denied', 'server_error', '<script>alert(1)</script>']) {
      const client = browser();
      const { searchParams } = atIssuer(await begin(client));
      searchParams.delete('code');
      searchParams.set('error', error);
      searchParams.set('error_description', 'Call 0900-EVIL to get your account back');
      searchParams.set('error_uri', 'https://evil.example');
      await assert.rejects(
        finish(client, searchParams.toString()),
        ({ code, message }: Error & { code: string }) => {
          assert.equal(code, 'sign_in_refused');
          assert.doesNotMatch(message, /EVIL|evil|script/);
          return true;
        },
      );
      await assert.rejects(finish(client, searchParams.toString()), over);
    }
  });
});

describe('a token', () => {
  const lies: [string, Partial<Awaited<ReturnType<typeof startScriptedIssuer>>>][] = [
    ['unsigned (alg none)', { signing: 'none' }],
    ['signed with the public key as a shared secret (HS256)', { signing: 'HS256 with the public key' }],
    ['signed with another key', { signing: 'another key' }],
    ['changed after it was signed', { signing: 'broken' }],
    ['for another client', { claims: { aud: 'another-client' } }],
    [
      'for several clients without naming ours as the one it was issued to',
      { claims: { aud: ['the-client', 'another'] } },
    ],
    ['issued to another client', { claims: { azp: 'another-client' } }],
    ['of another issuer', { claims: { iss: 'https://accounts.google.com' } }],
    ['with another nonce', { claims: { nonce: 'replayed' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that is over', { claims: { iat: 1_700_000_000, exp: 1_700_000_300 } }],
    ['without an end', { claims: { exp: undefined } }],
    ['of nobody', { claims: { sub: '' } }],
    ['that is not good yet', { claims: { nbf: 4_000_000_000 } }],
  ];
  for (const [about, lie] of lies)
    it(`${about} opens nothing`, async () => {
      const { issuer, provider, atIssuer } = await anIssuer();
      Object.assign(issuer, lie);
      const client = browser();
      await assert.rejects(signIn(client, provider.id, atIssuer), refused);
      await assert.rejects(client.call(getSession), { code: 'not_logged_in' });
    });

  it('confirms nothing when the person proved themselves before they were asked, or nobody knows when', async () => {
    const { issuer, provider, atIssuer } = await anIssuer();
    for (const auth_time of [Math.floor(Date.now() / 1000) - 300, undefined]) {
      issuer.claims = { auth_time };
      const { address } = await owner.client.call(beginProof, { body: { providerId: provider.id } });
      const body = { providerId: provider.id, answer: queryOf(atIssuer(address)) };
      await assert.rejects(owner.client.call(finishProof, { body }), refused);
    }
  });

  it('that does not tell when the person proved themselves opens a session that has proved nothing', async () => {
    const { issuer, provider, atIssuer } = await anIssuer();
    issuer.claims = { auth_time: undefined };
    const client = browser();
    await signIn(client, provider.id, atIssuer);
    await assert.rejects(client.call(beginLink, { body: { providerId: provider.id } }), {
      code: 'step_up_needed',
    });
  });
});

describe('the keys of an issuer', () => {
  it('are fetched again when it signs with a new one, at most once a minute', async (t) => {
    const { issuer, provider, atIssuer } = await anIssuer();
    await signIn(browser(), provider.id, atIssuer);
    const fetched = () => issuer.asked.filter((path) => path === '/keys').length;
    assert.equal(fetched(), 1);
    issuer.rotate('second');
    for (let tries = 0; tries < 3; tries++)
      await assert.rejects(signIn(browser(), provider.id, atIssuer), refused);
    assert.equal(fetched(), 1);
    const now = Date.now();
    t.mock.method(Date, 'now', () => now + 61_000);
    assert.ok((await signIn(browser(), provider.id, atIssuer)).session);
    assert.equal(fetched(), 2);
  });
});

describe('an issuer that misbehaves', () => {
  const MEGABYTES = Buffer.alloc(5 * 1024 * 1024, ' ');
  const replies: [string, string, Record<string, string>, Buffer | string][] = [
    ['answers five megabytes', '/token', { 'content-type': 'application/json' }, MEGABYTES],
    ['publishes five megabytes of keys', '/keys', { 'content-type': 'application/json' }, MEGABYTES],
    ['answers a page', '/token', { 'content-type': 'text/html' }, '<h1>Welcome</h1>'],
    ['publishes no keys', '/keys', { 'content-type': 'application/json' }, '{"keys":[]}'],
  ];
  for (const [about, path, headers, body] of replies)
    it(`and ${about} opens nothing`, async () => {
      const { issuer, provider, atIssuer } = await anIssuer();
      issuer.answers.set(path, (response) => response.writeHead(200, headers).end(body));
      await assert.rejects(signIn(browser(), provider.id, atIssuer), refused);
    });

  it('and leads elsewhere is not followed', async () => {
    const { issuer, provider, atIssuer } = await anIssuer();
    const other = await startScriptedIssuer();
    after(() => other.close());
    issuer.answers.set('/token', (response) =>
      response.writeHead(307, { location: `${other.issuer}/token` }).end(),
    );
    await assert.rejects(signIn(browser(), provider.id, atIssuer), refused);
    assert.deepEqual(other.asked, []);
  });

  const strange: [string, Record<string, unknown>][] = [
    ['calls itself another', { issuer: 'https://accounts.google.com' }],
    ['has the browser sent to a script', { authorization_endpoint: 'javascript:alert(1)' }],
    ['has codes redeemed without encryption', { token_endpoint: `http://${ISSUER_HOST}/token` }],
    ['signs with nothing that is accepted', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
    ['publishes no keys', { jwks_uri: undefined }],
  ];
  for (const [about, metadata] of strange)
    it(`and ${about} cannot be added`, async () => {
      const issuer = await startScriptedIssuer();
      after(() => issuer.close());
      issuer.metadata = metadata;
      const body = { kind: 'oidc' as const, issuer: issuer.issuer, label: 'Strange' };
      await assert.rejects(operator.client.call(addInstallProvider, { body }), { code: 'invalid_input' });
    });
});

describe('the address of an issuer', () => {
  it('is an https address and nothing else', () => {
    const addresses = [
      ...[
        '',
        'issuer',
        '//issuer.example',
        'http://issuer.example',
        'ftp://issuer.example',
        'javascript:alert(1)',
      ],
      ...['file:///etc/passwd', 'https://user:word@issuer.example', 'https://issuer.example/?a=b'],
      ...['https://issuer.example/#a', 'https:\\\\issuer.example', 'https://', 'gopher://issuer.example'],
      'https://login.microsoftonline.com/common/v2.0',
    ];
    for (const address of addresses)
      assert.throws(() => issuerAddress('oidc', address), { code: 'invalid_input' }, address);
    for (const tenant of ['common', 'organizations', 'consumers', '', '../common', 'contoso.onmicrosoft.com'])
      assert.throws(() => issuerAddress('microsoft', tenant), { code: 'invalid_input' }, tenant);
  });

  it('leads to nothing inside (SSRF; CVE-2022-25777, CVE-2026-53944, CVE-2026-53945)', async () => {
    const inner = await startTestApp({ NAME_SERVERS: network.env.NAME_SERVERS! });
    const client = (await inner.newOperator()).client;
    const hosts = [
      ...[
        '127.0.0.1',
        'localhost',
        '[::1]',
        '[::ffff:127.0.0.1]',
        '[::ffff:7f00:1]',
        '0.0.0.0',
        '0',
        '2130706433',
      ],
      ...['0x7f.1', '017700000001', '127.1', '10.0.0.5', '172.16.0.1', '192.168.1.1', '169.254.169.254'],
      ...['[fd00::1]', '[fe80::1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::1]', '100.64.0.1', '①②⑦.0.0.1'],
      ...['metadata.google.internal', 'inside.example', ISSUER_HOST],
    ];
    for (const host of hosts) {
      const body = { kind: 'oidc' as const, issuer: `https://${host}:8443`, label: 'Inside' };
      await assert.rejects(client.call(addInstallProvider, { body }), { code: 'invalid_input' }, host);
    }
  });
});

describe('the secret of a client', () => {
  const canary = 'canary-of-the-client-secret';

  it('is answered to nobody, stored sealed, and bound to its row', async () => {
    const issuer = await startScriptedIssuer();
    after(() => issuer.close());
    issuer.clientSecret = canary;
    const [one, other] = [
      await addToInstall(operator.client, issuer),
      await addToInstall(operator.client, issuer),
    ];
    const answers = JSON.stringify([one, await operator.client.call(listInstallProviders)]);
    assert.ok(!answers.includes(canary));
    const stored = await database.asSystem((tx) =>
      tx.query<{ secret: Buffer }>(sql`select client_secret as secret from sign_in_providers`),
    );
    assert.ok(stored.every(({ secret }) => !secret.includes(canary)));
    await database.asSystem((tx) =>
      tx.execute(sql`update sign_in_providers set client_secret = o.client_secret from sign_in_providers o
        where sign_in_providers.id = ${one.id} and o.id = ${other.id}`),
    );
    const answer = await operator.client.fetch(beginInstallTest, { params: { id: one.id } });
    assert.equal(answer.status, 500);
  });
});
