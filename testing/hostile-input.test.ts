import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { apiError, type RouteContract } from '#server/platform/http/index.ts';
import { person, startTestApp } from './app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from './every-route.ts';

/**
 * Every route is sent what no honest client sends, one value at a time in a request that is right otherwise. What the
 * contract refuses by itself is not worth a request; what it lets through must be answered in order, never by a 500.
 */
const app = await startTestApp({ TRUST_PROXY: 'true' });
const { database } = app.services;
const { client, accountId, cookie } = await app.newAccount();
const things = await makeOneOfEach(database, client, accountId);

const NUL = 'a\u0000b';
const texts = [
  NUL,
  '\ud800',
  '\udc00@people.example',
  '',
  ' ',
  '__proto__',
  'constructor',
  "'; drop table contacts; --",
  '%_\\',
  '{{ contact.',
  '2026-02-30T25:61',
  '9999-99-99T99:99',
  '-infinity',
  '1|2',
  ...forgedCursors(),
  'x'.repeat(300),
  'é'.repeat(200_000),
];
const others = [0, -1, 1.5, 2 ** 53, 1e308, true, null, [], {}, [[]], { constructor: { prototype: 1 } }];
/** As JSON text, because no object could be written out as deep as this can be read in. */
const abyss = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

const contracts = app.app.contracts.filter((contract) => contract.method !== 'DELETE' || contract.params);
const quiet = { 'POST /api/setup': true, 'DELETE /api/session': true } as Record<string, true>;

describe('hostile input is answered in order at', () => {
  for (const contract of contracts.filter((one) => !quiet[nameOf(one)])) {
    it(nameOf(contract), async () => {
      const wrong: string[] = [];
      await putBack();
      for (const attempt of attempts(contract)) {
        const answer = await send(contract, attempt);
        const fault = await faultOf(answer);
        if (fault) wrong.push(`${attempt.about}: ${fault}`);
        if (contract.method === 'GET') continue;
        if (answer.status < 400) await putBack();
        else await forgetWrongProofs();
      }
      assert.deepEqual(wrong, []);
    });
  }
});

describe('a request that is not made as it should be', () => {
  const post = (body: string, type: string) =>
    fetch(`${app.url}/api/lists`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': type },
      body,
    });

  it('says so for a form, a file or text where JSON is due', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'application/octet-stream', 'text/plain']) {
      const answer = await post('name=A', type);
      assert.equal(answer.status, 400);
      assert.match(apiError.parse(await answer.json()).error.message, /as JSON/);
    }
  });

  it('misses the fields of a body that is empty', async () => {
    const { error } = apiError.parse(await (await post('', 'application/json')).json());
    assert.deepEqual(error.fields, { name: 'This is missing.' });
  });

  it('answers little to bodies of very many values', async () => {
    const times = 200_000;
    const bodies = [
      { name: Array(times).fill(0) },
      Object.fromEntries(Array.from({ length: times }, (_, at) => [`key${at}`, 1])),
      { name: 'A', [`${'k'.repeat(1_000_000)}`]: 1 },
      Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`key${at}`, 1])),
    ];
    for (const body of bodies) {
      const answer = await post(JSON.stringify(body), 'application/json');
      assert.equal(answer.status, 400);
      assert.ok((await answer.text()).length < 2_000);
    }
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`Key${at}`, 1]));
    const contact = await fetch(`${app.url}/api/contacts`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'ana@people.example', fields }),
    });
    assert.ok((await contact.text()).length < 20_000);
  });

  it('finds nothing at an address that cannot be decoded', async () => {
    const answer = await fetch(`${app.url}/api/lists/%E0%A4%A`);
    assert.equal(answer.status, 404);
    assert.equal(apiError.parse(await answer.json()).error.code, 'not_found');
  });
});

interface Attempt {
  about: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: string | undefined;
}

/** In the forms of our own cursors, naming days that do not exist. */
function forgedCursors(): string[] {
  return ['2026-02-30 25:00:00+00', '2026-02-30 00:00:00+00', '9999-12-31 23:59:59+99'].flatMap((at) => {
    const plain = `${at}|${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`;
    return [
      plain,
      Buffer.from(plain).toString('base64url'),
      Buffer.from(JSON.stringify([at, 1])).toString('base64url'),
    ];
  });
}

function* attempts(contract: RouteContract): Generator<Attempt> {
  const params = isApi(contract) ? (paramsFor(contract, things) ?? {}) : placeholders(contract);
  const body = bodyFor(contract, things);
  const right = { params, body: body === undefined ? undefined : JSON.stringify(body) };
  if (isApi(contract) && contract.body)
    assert.ok(contract.body.safeParse(body).success, 'the body to start from must be accepted');
  for (const name of Object.keys(params))
    for (const text of texts.filter((one) => one.isWellFormed() && one.length < 1000))
      yield { ...right, about: `${name} = ${show(text)}`, params: { ...params, [name]: text } };
  for (const name of namesOf(contract.query))
    for (const text of [...texts, '1e400', '2147483648'])
      if (text.length < 10_000)
        yield { ...right, about: `?${name}= ${show(text)}`, query: { [name]: text.toWellFormed() } };
  if (body === undefined) return;
  yield { params, about: 'an abyss', body: abyss };
  for (const path of paths(body)) {
    yield {
      params,
      about: `an abyss at ${path.join('.')}`,
      body: JSON.stringify(put(body, path, '<abyss>')).replace('"<abyss>"', abyss),
    };
    for (const value of [...texts, ...others]) {
      const changed = put(body, path, value);
      if (contract.body?.safeParse(changed).success)
        yield { params, about: `${path.join('.')} = ${show(value)}`, body: JSON.stringify(changed) };
    }
  }
}

const isApi = (contract: RouteContract) => contract.path.startsWith('/api/');
const show = (value: unknown) => JSON.stringify(value).slice(0, 40);
const namesOf = (schema: RouteContract['query']) =>
  Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
const placeholders = (contract: RouteContract) =>
  Object.fromEntries([...contract.path.matchAll(/:(\w+)/g)].map(([, name]) => [name!, 'x']));

/** Where values stand in a JSON value, from the outside in. */
function paths(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...paths(inner).map((rest) => [key, ...rest]),
  ]);
}

function put(value: unknown, [key, ...rest]: string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = put(copy[key], rest, replacement);
  return copy;
}

let callers = 0;
async function send(contract: RouteContract, { params = {}, query = {}, body }: Attempt): Promise<Response> {
  const path = contract.path.replace(/:(\w+)/g, (_all, name) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  callers += 1;
  return await fetch(`${app.url}${path}${search && `?${search}`}`, {
    method: contract.method,
    redirect: 'manual',
    headers: {
      cookie,
      'sec-fetch-site': 'same-origin',
      // Each from a network of its own, or the limit on logins would answer.
      'x-forwarded-for': `10.${callers >> 8}.${callers & 255}.1`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

/** What is wrong with an answer, or undefined. */
async function faultOf(answer: Response): Promise<string | undefined> {
  const text = await answer.text();
  if (answer.status >= 500) return `${answer.status} ${text}`;
  if (answer.status < 400 || !answer.headers.get('content-type')?.startsWith('application/json'))
    return undefined;
  const { success, data } = apiError.safeParse(JSON.parse(text));
  if (!success) return `not the shape of an error: ${text.slice(0, 200)}`;
  if (/Invalid|expected|syntax|undefined|NaN|violates|\u0000/.test(data.error.message))
    return `not words for a person: ${data.error.message.slice(0, 200)}`;
  return undefined;
}

/** All that a refused attempt may leave behind. */
async function forgetWrongProofs(): Promise<void> {
  await database.asSystem((tx) => tx.execute(sql`update sessions set wrong_proofs = 0`));
}

/** What an attempt may have changed is as the next one expects it. */
async function putBack(): Promise<void> {
  await database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`delete from sends`);
    await tx.execute(sql`
      update campaigns set state = 'draft', revision = 1, from_email = ${person.email}, reply_to = '', subject = 'Hi',
        content = ${JSON.stringify({ kind: 'plain', version: 1, source: '{{ unsubscribe_url }}' })}::jsonb
      where id = ${things.campaign}`);
    await tx.execute(sql`
      insert into campaign_lists (account_id, campaign_id, list_id, role)
      values (${accountId}, ${things.campaign}, ${things.list}, 'include') on conflict do nothing`);
    await tx.execute(sql`update imports set state = 'uploaded' where id = ${things.import}`);
    await tx.execute(sql`delete from contacts where id <> ${things.contact}`);
    await tx.execute(sql`delete from suppressions`);
    await tx.execute(
      sql`update contacts set status = 'subscribed', email = 'ana@people.example', email_key = 'ana@people.example'`,
    );
    await tx.execute(sql`
      insert into list_members (account_id, list_id, contact_id, source)
      values (${accountId}, ${things.list}, ${things.contact}, 'person')
      on conflict (account_id, list_id, contact_id) do update set status = 'subscribed'`);
  });
}
