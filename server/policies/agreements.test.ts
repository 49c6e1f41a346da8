import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import pg from 'pg';
import { createApiKey } from '#server/accounts/contract.ts';
import { createAccount } from '#server/accounts/index.ts';
import { createList, listLists } from '#server/audience/contract.ts';
import { previewContent } from '#server/content/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { openSession } from '#server/sign-in/index.ts';
import { person, setUpInstall, startTestApp } from '#testing/app.ts';
import { plainSql } from '#testing/plain-sql.ts';
import { recordAgreement } from './agreements.ts';
import { policyKinds } from './contract.ts';
import { currentVersions } from './versions.ts';

const app = await startTestApp();
const { database } = app.services;
const operator = app.visitor();
await setUpInstall(operator);
const browser = { ip: '192.0.2.7', userAgent: 'Firefox' };

/** A version as it stands once it was published, so many days from today. */
async function publish(kind: string, { days = 0, material = true }): Promise<string> {
  const { id } = await database.asSystem((tx) =>
    tx.one<{ id: string }>(sql`
      insert into policy_versions (id, kind, version, text, effective_on, material)
      select ${newId()}, ${kind}, max(version) + 1, 'Changed.', (now() at time zone 'UTC')::date + ${days}::integer, ${material}
      from policy_versions where kind = ${kind} returning id`),
  );
  return id;
}

async function newUser() {
  const email = `${newId()}@account.example`;
  const owner = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email }, { isOperator: false }),
  );
  const token = await openSession(database, owner, browser);
  return { ...owner, email, client: createClient(app.url, { cookie: `session=${token}` }) };
}

const makeList = { body: { name: 'People' } };
const mustAccept = { status: 403, code: 'must_accept' };

describe('an install that is set up', () => {
  it('publishes our originals with the name and addresses of whoever runs it', async () => {
    const rows = await database.asSystem((tx) =>
      tx.query<{ kind: string; text: string }>(sql`select kind, text from policy_versions order by kind`),
    );
    assert.deepEqual(
      rows.map(({ kind }) => kind),
      [...policyKinds].sort(),
    );
    for (const { kind, text } of rows) {
      assert.ok(text.includes(person.email), kind);
      assert.doesNotMatch(text, /\{\{|\}\}/);
      if (kind !== 'cookies' && kind !== 'acceptable-use')
        assert.ok(text.includes(person.organisation) && text.includes(person.postalAddress), kind);
    }
  });

  it('never asks those who run it', async () => {
    await operator.call(createList, makeList);
  });
});

describe('a person who has not agreed', () => {
  it('reads and does not write, until what is in force is accepted', async () => {
    const { client, accountId, userId } = await newUser();
    await client.call(listLists);
    await client.call(previewContent, {
      body: { content: { kind: 'plain', version: 1, source: 'Hi' }, subject: '', preheader: '' },
    });
    await assert.rejects(client.call(createList, makeList), mustAccept);
    const versions = await database.asSystem(currentVersions);
    const all = versions.filter(({ mustAgree }) => mustAgree).map(({ id }) => id);
    assert.equal(all.length, 4);
    await database.asSystem((tx) =>
      recordAgreement(tx, { accountId, userId, versionIds: all.slice(1), browser }),
    );
    await assert.rejects(client.call(createList, makeList), mustAccept);
    await database.asSystem((tx) => recordAgreement(tx, { accountId, userId, versionIds: all, browser }));
    await client.call(createList, makeList);
  });
});

describe('an agreement', () => {
  it('says who, when, to which text, from which address and browser, and says it once', async () => {
    const { accountId, userId, email } = await newUser();
    const [terms] = await database.asSystem(currentVersions);
    const agree = () =>
      database.asSystem((tx) => recordAgreement(tx, { accountId, userId, versionIds: [terms!.id], browser }));
    await agree();
    await agree();
    const rows = await database.inAccount(accountId, (tx) =>
      tx.query<Record<string, string>>(sql`
        select user_id, name, email, kind, version, hash, ip, user_agent, agreed_at > now() - interval '1 minute' as fresh
        from policy_agreements`),
    );
    assert.deepEqual(rows, [
      {
        user_id: userId,
        name: person.name,
        email,
        kind: 'terms',
        version: terms!.version,
        hash: terms!.hash,
        ip: browser.ip,
        user_agent: browser.userAgent,
        fresh: true,
      },
    ]);
  });

  it('to all is refused when one is missing', async () => {
    const { accountId, userId } = await newUser();
    const versionIds = (await database.asSystem(currentVersions))
      .filter(({ kind }) => kind !== 'privacy')
      .map(({ id }) => id);
    await assert.rejects(
      database.asSystem((tx) => recordAgreement(tx, { accountId, userId, versionIds, browser, toAll: true })),
      { code: 'invalid_input', message: 'Please agree to: Privacy policy.' },
    );
  });

  it('to a text that was replaced meanwhile, or that never was, is refused', async () => {
    const { accountId, userId } = await newUser();
    const old = (await database.asSystem(currentVersions)).find(({ kind }) => kind === 'acceptable-use')!;
    await publish('acceptable-use', {});
    for (const id of [old.id, newId()])
      await assert.rejects(
        database.asSystem((tx) => recordAgreement(tx, { accountId, userId, versionIds: [id], browser })),
        { code: 'conflict' },
      );
  });
});

describe('a change', () => {
  it('counts from the day it takes effect, and only if it is material; it may be accepted before', async () => {
    const { client } = await app.newAccount();
    await publish('privacy', { material: false });
    await client.call(createList, makeList);
    await publish('terms', { days: 1 });
    await client.call(createList, { body: { name: 'More people' } });
    await publish('privacy', {});
    await assert.rejects(client.call(createList, { body: { name: 'Others' } }), mustAccept);
  });

  it('holds back API keys two weeks later than people', async () => {
    const { client } = await app.newAccount();
    const { key } = await client.call(createApiKey, {
      body: { name: 'Shop', scopes: ['audience:read', 'audience:write'] },
    });
    const program = createClient(app.url, { apiKey: key });
    await publish('data-processing', { days: -13 });
    await assert.rejects(client.call(createList, makeList), mustAccept);
    await program.call(createList, makeList);
    await publish('data-processing', { days: -14 });
    await assert.rejects(program.call(createList, { body: { name: 'Others' } }), mustAccept);
    await program.call(listLists);
  });
});

describe('what was published and agreed', () => {
  for (const role of ['asSystem', 'owner'] as const)
    for (const table of ['policy_versions', 'policy_agreements'])
      it(`cannot be changed or deleted in ${table} (${role})`, async () => {
        for (const change of [
          `update ${table} set kind = 'cookies'`,
          `delete from ${table}`,
          `truncate ${table}`,
        ])
          await assert.rejects(run(role, change), { code: '42501' }, change);
      });

  it('has the hash of its own text, whatever is claimed', async () => {
    const rows = await database.asSystem((tx) =>
      tx.query<{ hash: string; text: string }>(sql`select hash, text from policy_versions`),
    );
    for (const { hash, text } of rows) assert.equal(hash, createHash('sha256').update(text).digest('hex'));
  });
});

async function run(role: 'asSystem' | 'owner', text: string): Promise<void> {
  const statement = plainSql(text);
  if (role === 'asSystem') {
    await database.asSystem((tx) => tx.execute(statement));
    return;
  }
  const client = new pg.Client({ connectionString: app.services.databaseUrl });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
