import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RouteContract } from '#server/platform/http/index.ts';
import { openSession } from '#server/sign-in/index.ts';
import { startTestApp } from './app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from './every-route.ts';
import { Victim } from './isolation/victim.ts';

/** A page of somebody else makes the browser of a logged-in owner ask for everything there is, with the owner's cookie. */
const app = await startTestApp({ TRUST_PROXY: 'true' });
const { database } = app.services;
const { client, accountId } = await app.newAccount();
const things = await makeOneOfEach(database, client, accountId);
const { userId } = await app.newMember(accountId, 'owner');
const cookie = `session=${await openSession(database, { userId, accountId }, { ip: '127.0.0.1', userAgent: 'test' })}`;

/** What a foreign page can send: forms of three kinds, and JSON by script. */
const disguises: [string, (body: unknown) => string][] = [
  ['application/x-www-form-urlencoded', () => 'name=Taken+over'],
  [
    'multipart/form-data; boundary=x',
    () => '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nTaken over\r\n--x--\r\n',
  ],
  ['text/plain', (body) => JSON.stringify(body ?? {})],
  ['application/json', (body) => JSON.stringify(body ?? {})],
];

/** What the browser says of where the request comes from. */
const origins: Record<string, string>[] = [
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site', origin: 'https://neighbour.mail.example' },
  { 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  {},
];

const api = app.app.contracts.filter(({ path }) => path.startsWith('/api/'));

describe('a request from another site (CVE-2025-58430, CVE-2017-8874, CVE-2021-42097, phplist3#1117)', () => {
  for (const contract of api.filter(({ method }) => method !== 'GET')) {
    it(`is refused at ${nameOf(contract)}`, async () => {
      for (const [type, write] of disguises)
        for (const from of origins) {
          const answer = await ask(
            contract,
            { ...from, 'content-type': type },
            write(bodyFor(contract, things)),
          );
          // A body of plain text is refused before anybody looks at where it comes from.
          const expected = type === 'text/plain' ? [400, 403] : [403];
          assert.ok(expected.includes(answer.status), `${type} ${JSON.stringify(from)}: ${answer.status}`);
          if (answer.status === 403) assert.match(await answer.text(), /"code":"cross_site"/);
          else await answer.body?.cancel();
        }
    });
  }
});

describe('a GET', () => {
  it('changes nothing of the account', async () => {
    await using watched = await Victim.of(app, accountId);
    const before = await watched.sums();
    for (const contract of api.filter(({ method }) => method === 'GET'))
      await (await ask(contract, { 'sec-fetch-site': 'cross-site' })).text();
    const after = await watched.sums();
    // When a session was used last, and who took an export, is noted.
    for (const noted of ['sessions', 'acts', 'act_outcomes', 'unsealed_acts'])
      for (const sums of [before, after]) sums.delete(noted);
    assert.deepEqual(after, before);
  });
});

let callers = 0;
async function ask(
  contract: RouteContract,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> {
  callers += 1;
  const params = paramsFor(contract, things) ?? {};
  const path = contract.path.replace(/:(\w+)/g, (_all, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  return await fetch(app.url + path, {
    method: contract.method,
    redirect: 'manual',
    // Each from a network of its own, or the limits would answer.
    headers: { cookie, 'x-forwarded-for': `10.${callers >> 8}.${callers & 255}.1`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}
