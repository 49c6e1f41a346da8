import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import * as accounts from '#server/accounts/contract.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import { changeCampaign, createCampaign } from '#server/campaigns/contract.ts';
import * as closing from '#server/closing/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import * as team from '#server/team/contract.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { makeOneOfEach } from '#testing/every-route.ts';
import { readZip } from '#testing/read-zip.ts';
import { sentCampaign } from '#testing/sent-campaign.ts';
import { until } from '#testing/until.ts';
import { exportParts, notExported } from './export-parts.ts';

const app = await startTestApp();
const { database } = app.services;
before(() => setUpInstall(app.visitor()));

const exported = async (client: ApiClient) => {
  const { id } = await client.call(closing.askForExport);
  const answer = await client.fetch(closing.fetchExport, { params: { id } });
  assert.equal(answer.status, 200);
  const zip = Buffer.from(await answer.arrayBuffer());
  return { id, answer, zip, files: readZip(zip) };
};
const textOf = (files: Map<string, Buffer>, path: string) =>
  (files.get(path) ?? assert.fail(`${path} is missing`)).toString().replace('\u{feff}', '');
const linesOf = (files: Map<string, Buffer>, path: string) => textOf(files, path).trimEnd().split('\r\n');

describe('an export of the whole account', () => {
  it('holds every contact with its fields, lists and proof of consent, in cells no spreadsheet runs', async () => {
    const { client } = await app.newAccount();
    const list = await client.call(createList, { body: { name: 'Readers, weekly' } });
    const contact = await client.call(createContact, {
      body: { email: 'ana@people.example', fields: { first_name: '=cmd|calc' }, listIds: [list.id] },
    });
    const { files } = await exported(client);
    const [header, row] = linesOf(files, 'contacts.csv');
    assert.equal(
      header,
      'id,email,status,suppressed,lists,lists_left,created_at,updated_at,first_name,last_name',
    );
    assert.match(row!, new RegExp(`^${contact.id},ana@people.example,subscribed,,"Readers, weekly",,`));
    assert.ok(row!.endsWith(`,'=cmd|calc,`));
    const [, member] = linesOf(files, 'list-members.csv');
    assert.match(member!, /ana@people\.example,subscribed,[a-z_ ]+,\d{4}-\d\d-\d\dT/);
    assert.ok(linesOf(files, 'events.csv').some((line) => line.includes(',joined_list,')));
  });

  it('holds campaigns as they were written and as they look, drafts and sent ones', async () => {
    const { client, accountId } = await app.newAccount();
    const { id, revision } = await client.call(createCampaign, {
      body: { name: 'News', starter: 'newsletter' },
    });
    await client.call(changeCampaign, { params: { id }, body: { revision, subject: 'Hello there' } });
    const sent = await sentCampaign(database, accountId, { count: 3 });
    const { files } = await exported(client);
    const campaign = JSON.parse(textOf(files, `campaigns/${id}/campaign.json`));
    assert.deepEqual([campaign.name, campaign.subject, campaign.state], ['News', 'Hello there', 'draft']);
    assert.match(textOf(files, `campaigns/${id}/source.mjml`), /^<mjml/);
    assert.match(textOf(files, `campaigns/${id}/rendered.html`), /<title>Hello there<\/title>/);
    assert.ok(textOf(files, `campaigns/${id}/rendered.txt`).length > 50);
    assert.equal(JSON.parse(textOf(files, `campaigns/${sent.campaignId}/campaign.json`)).run.planned, 3);
    const messages = linesOf(files, 'messages.csv');
    assert.equal(messages.length, 4);
    assert.ok(messages[1]!.includes(sent.contacts[0]!.email));
  });

  it('tells of mail about the account, and not of what the install wrote to people about their own logins', async () => {
    const { client, accountId } = await app.newAccount();
    const kinds = ['invitation', 'account-suspended', 'new-device', 'reset-password', 'confirm-new-address'];
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into system_mails (account_id, id, kind, to_address, state, finished_at)
        select ${accountId}, gen_random_uuid(), kind, kind || '@account.example', 'sent', now() from unnest(${kinds}::text[]) kind`),
    );
    const { files } = await exported(client);
    const told = kinds.filter((kind) => textOf(files, 'system-mails.csv').includes(kind));
    assert.deepEqual(told, ['invitation', 'account-suspended']);
  });

  it('holds every setting, and what was offered to whom in the team', async () => {
    const { client, accountId } = await app.newAccount();
    const { userId } = await app.newMember(accountId, 'admin');
    const { id } = await client.call(createList, { body: { name: 'Shop' } });
    const email = 'helper@account.example';
    await client.call(team.invite, { body: { email, role: 'editor', listIds: [id] } });
    await client.call(accounts.requireApproval);
    await client.call(team.offerOwnership, { body: { memberId: userId, thenRole: 'admin' } });
    const { files } = await exported(client);
    const settings = JSON.parse(textOf(files, 'account.json'));
    for (const name of Object.keys(await client.call(accounts.getAccount)))
      assert.ok(Object.hasOwn(settings, name), `${name} is missing`);
    assert.deepEqual([settings.approvalRequired, settings.ownershipOffer.to_user], [true, userId]);
    assert.match(linesOf(files, 'invitations.csv')[1]!, /,helper@account\.example,editor,true,Shop,/);
  });

  it('says of each file what it is, how many rows it has, and its SHA-256', async () => {
    const { client, accountId } = await app.newAccount();
    const { files } = await exported(client);
    const manifest = JSON.parse(textOf(files, 'manifest.json'));
    assert.deepEqual([manifest.account, manifest.version, manifest.format], [accountId, 'test', 1]);
    const named: string[] = manifest.files.map(({ path }: { path: string }) => path);
    assert.deepEqual([...named, 'manifest.json'].sort(), [...files.keys()].sort());
    for (const { path, sha256, bytes, rows } of manifest.files) {
      const content = files.get(path)!;
      assert.equal(createHash('sha256').update(content).digest('hex'), sha256, path);
      assert.equal(content.length, bytes);
      if (path.endsWith('.csv')) assert.equal(linesOf(files, path).length - 1, rows, path);
    }
    assert.match(textOf(files, 'README.txt'), /contacts\.csv\n {4}Your contacts/);
  });

  it('holds no secret of any kind', async () => {
    const { client, accountId, userId } = await app.newAccount();
    await makeOneOfEach(database, client, accountId);
    const { canaries, count } = await plantSecrets(accountId, userId);
    assert.ok(count > 8, `${count} columns`);
    const { files } = await exported(client);
    for (const [path, content] of files)
      for (const canary of canaries) assert.ok(!content.includes(canary), `${path} holds ${canary}`);
  });

  it('is of one account alone', async () => {
    const [one, other] = [await app.newAccount(), await app.newAccount()];
    await other.client.call(createContact, { body: { email: 'theirs@people.example', listIds: [] } });
    await sentCampaign(database, other.accountId);
    const { files } = await exported(one.client);
    for (const [path, content] of files)
      for (const theirs of ['theirs@people.example', other.accountId, other.userId, '@reader.example'])
        assert.ok(!content.includes(theirs), `${path} holds ${theirs}`);
  });

  it('is of one moment: what is added meanwhile is not in it', async () => {
    const { client, accountId } = await app.newAccount();
    await sentCampaign(database, accountId, { count: 30_000 });
    const { id } = await client.call(closing.askForExport);
    const answer = await client.fetch(closing.fetchExport, { params: { id } });
    const reader = answer.body!.getReader();
    const pieces = [(await reader.read()).value!];
    // The archive began; most of it waits until somebody reads on.
    await sentCampaign(database, accountId, { count: 10 });
    for (let next = await reader.read(); !next.done; next = await reader.read()) pieces.push(next.value);
    const files = readZip(Buffer.concat(pieces));
    assert.equal(linesOf(files, 'messages.csv').length, 30_001);
    assert.equal(linesOf(files, 'contacts.csv').length, 30_001);
    // It is noted once the last piece was taken.
    const noted = await until('the note of its end', async () => {
      const [last] = (await client.call(closing.getClosing)).exports;
      return last?.state === 'done' ? last : undefined;
    });
    assert.equal(noted.id, id);
    assert.ok(noted.rows >= 90_000);
  });

  it('breaks off with its connection, frees the database, and cannot be taken for a whole one', async () => {
    const { client, accountId } = await app.newAccount();
    await sentCampaign(database, accountId, { count: 30_000 });
    const { id } = await client.call(closing.askForExport);
    const answer = await client.fetch(closing.fetchExport, { params: { id } });
    const reader = answer.body!.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    assert.throws(() => readZip(Buffer.from(value!)), /no whole archive/);
    await until(
      'the note of it',
      async () => (await client.call(closing.getClosing)).exports[0]!.state === 'broken',
    );
    await until('the end of its transaction', async () => {
      const { open } = await database.asSystem((tx) =>
        tx.one<{ open: number }>(sql`
          select count(*) as open from pg_stat_activity
          where datname = current_database() and state like 'idle in transaction%' and query like 'fetch%'`),
      );
      return open === 0;
    });
  });

  it('is fetched once, by whoever asked, within two minutes, and five times an hour', async () => {
    const { client, accountId } = await app.newAccount();
    const { client: another } = await app.newMember(accountId, 'owner');
    const { id } = await client.call(closing.askForExport);
    const fetchIt = async (by: ApiClient, of = id) => {
      const answer = await by.fetch(closing.fetchExport, { params: { id: of } });
      await answer.arrayBuffer();
      return answer.status;
    };
    assert.equal(await fetchIt(another), 404);
    assert.deepEqual([await fetchIt(client), await fetchIt(client)], [200, 409]);
    const late = await client.call(closing.askForExport);
    await database.asSystem((tx) =>
      tx.execute(
        sql`update account_exports set asked_at = now() - interval '3 minutes' where id = ${late.id}`,
      ),
    );
    assert.equal(await fetchIt(client, late.id), 409);
    for (let asked = 2; asked < 5; asked++) await client.call(closing.askForExport);
    const refused = await client.fetch(closing.askForExport, {});
    assert.equal(refused.status, 429);
    // Until the first of the five is an hour old.
    const wait = Number(refused.headers.get('retry-after'));
    assert.ok(wait > 3_000 && wait <= 3_600, `${wait}`);
  });

  it('asks for proof, and is for owners in a browser alone', async () => {
    const { client, accountId, userId } = await app.newAccount();
    const { client: admin } = await app.newMember(accountId, 'admin');
    await assert.rejects(admin.call(closing.askForExport), { code: 'forbidden' });
    await database.asSystem((tx) =>
      tx.execute(sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${userId}`),
    );
    await assert.rejects(client.call(closing.askForExport), { code: 'step_up_needed' });
  });
});

describe('the tables of accounts', () => {
  it('are all exported, or left out with a reason', async () => {
    const tables = await database.asSystem((tx) =>
      tx.query<{ name: string }>(sql`
        select c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`),
    );
    const inParts = new Set(exportParts(() => []).flatMap((part) => part.tables));
    const forgotten = tables.filter(({ name }) => !inParts.has(name) && !notExported[name]);
    assert.deepEqual(forgotten, [], 'lend them to the export, or say in notExported why not');
    const known = new Set(tables.map(({ name }) => name));
    assert.deepEqual(
      [...inParts, ...Object.keys(notExported)].filter((name) => !known.has(name)),
      [],
    );
    assert.deepEqual(
      Object.keys(notExported).filter((name) => inParts.has(name)),
      [],
    );
  });
});

/** Puts a canary into every column that holds something secret. @returns how it could show itself, and in how many columns it is */
async function plantSecrets(accountId: string, userId: string) {
  const client = new pg.Client({ connectionString: app.services.databaseUrl });
  await client.connect();
  const canaries: string[] = [];
  const plant = async (table: string, column: string, type: string, where: string) => {
    const canary = `canary-${newId()}`;
    const { rowCount } = await client.query(
      `update ${table} set ${column} = convert_to($1, 'UTF8')${type === 'text' ? '::text' : ''} where ${where}`,
      [canary],
    );
    const bytes = Buffer.from(canary);
    if (rowCount) canaries.push(canary, bytes.toString('hex'), bytes.toString('base64'));
  };
  await client.query(`insert into authenticator_apps (user_id, secret) values ($1, 'x')`, [userId]);
  const { rows } = await client.query<{ table: string; column: string; owner: string }>(`
    select c.relname as table, b.attname as column, a.attname as owner
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('account_id', 'user_id')
      join pg_attribute b on b.attrelid = c.oid and b.atttypid = 'bytea'::regtype and b.attnum > 0
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      -- The log cannot be changed; the session is the one that exports.
      and c.relname !~ '^act_|^acts$|^sessions$'`);
  for (const { table, column, owner } of rows)
    await plant(table, column, 'bytea', `${owner} = '${owner === 'account_id' ? accountId : userId}'`);
  await plant('users', 'password_hash', 'text', `id = '${userId}'`);
  await client.end();
  return { canaries, count: canaries.length / 3 };
}
