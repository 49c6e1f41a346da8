import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { listStaffActivity } from '#server/activity/contract.ts';
import {
  createContact,
  createList,
  deleteList,
  listLists,
  unsubscribe,
  uploadImport,
} from '#server/audience/contract.ts';
import { testCampaign } from '#server/campaigns/contract.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import {
  type ApiClient,
  type CallInput,
  createClient,
  createRegistrar,
  createServer,
  isNameable,
  problem,
  type RouteContract,
  route,
} from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { acceptPolicies, publishPolicy, savePolicyDraft } from '#server/policies/contract.ts';
import { renewRecoveryCodes } from '#server/second-factors/contract.ts';
import { addAccountProvider, addInstallProvider } from '#server/sign-in-providers/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from '#testing/every-route.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { isForStaff, keyScopes } from '../access/contract.ts';
import type { Scope } from '../access/scope.ts';
import { createApiKey } from '../api-keys/contract.ts';
import { createPlan } from '../plans/contract.ts';
import { createOnce } from './once.ts';
import { purgeAnswers } from './purge-answers.ts';

const app = await startTestApp({ TRUST_PROXY: 'true' });
const { database, secrets } = app.services;

/** Asks under a name; gives the answer with its text. */
async function ask<C extends RouteContract>(
  client: ApiClient,
  contract: C,
  idempotencyKey: string,
  input: CallInput<C> = {},
  stream?: string,
) {
  const answer = await client.fetch(contract, { ...input, idempotencyKey }, stream);
  const text = await answer.text();
  const { error } = (answer.status >= 400 ? JSON.parse(text) : {}) as { error?: { code: string } };
  const isRepeated = answer.headers.get('idempotent-replayed') === 'true';
  return { status: answer.status, text, isRepeated, code: error?.code };
}

const readers = { body: { name: 'Readers' } };
const countLists = async (client: ApiClient) => (await client.call(listLists)).items.length;

describe('a named request', () => {
  it('is done once and answered alike', async () => {
    const { client } = await app.newAccount();
    const first = await ask(client, createList, 'one', readers);
    const again = await ask(client, createList, 'one', readers);
    assert.deepEqual([first.status, first.isRepeated], [201, false]);
    assert.deepEqual(again, { ...first, isRepeated: true });
    assert.equal(await countLists(client), 1);
  });

  it('makes one thing of fifty at once', async () => {
    const { client, accountId } = await app.newAccount();
    const person = { body: { email: 'ana@people.example' } };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => ask(client, createContact, 'one', person)),
    );
    const done = answers.filter(({ status }) => status === 201);
    assert.equal(done.filter(({ isRepeated }) => !isRepeated).length, 1);
    assert.equal(new Set(done.map(({ text }) => text)).size, 1);
    for (const { status, code } of answers) assert.ok(status === 201 || code === 'still_running', code);
    const { made } = await database.inAccount(accountId, (tx) =>
      tx.one<{ made: number }>(sql`select count(*) as made from contacts`),
    );
    assert.equal(made, 1);
  });

  it('is refused when it asks for something else', async () => {
    const { client } = await app.newAccount();
    const { text } = await ask(client, createList, 'one', readers);
    const other = await ask(client, createList, 'one', { body: { name: 'Writers' } });
    assert.deepEqual([other.status, other.code], [422, 'key_reused']);
    const elsewhere = await ask(client, createContact, 'one', { body: { email: 'ana@people.example' } });
    assert.equal(elsewhere.code, 'key_reused');
    assert.equal((await ask(client, createList, 'one', readers)).text, text);
  });

  it('has its name from who asks', async () => {
    const { client } = await app.newAccount();
    const program = async () => {
      const { key } = await client.call(createApiKey, { body: { name: 'Shop', scopes: [...keyScopes] } });
      return createClient(app.url, { apiKey: key });
    };
    const stranger = await app.newAccount();
    const names = ['a', 'b', 'c', 'd'];
    for (const asker of [client, await program(), await program(), stranger.client]) {
      const answer = await ask(asker, createList, 'one', { body: { name: names.pop()! } });
      assert.deepEqual([answer.status, answer.isRepeated], [201, false]);
    }
  });

  it('is answered alike when it was refused for good, even after that has changed', async () => {
    const { client } = await app.newAccount();
    const list = await client.call(createList, readers);
    const refused = await ask(client, createList, 'one', readers);
    assert.deepEqual([refused.status, refused.code], [409, 'already_exists']);
    await client.call(deleteList, { params: { id: list.id } });
    assert.deepEqual(await ask(client, createList, 'one', readers), { ...refused, isRepeated: true });
    assert.equal(await countLists(client), 0);
    const nobody = { params: { id: newId() } };
    assert.equal((await ask(client, unsubscribe, 'two', nobody)).status, 404);
    assert.equal((await ask(client, unsubscribe, 'two', nobody)).isRepeated, true);
  });

  it('may be put right when its input was refused', async () => {
    const { client } = await app.newAccount();
    assert.equal((await ask(client, createContact, 'one', { body: { email: 'nobody' } })).status, 400);
    const { status } = await ask(client, createContact, 'one', { body: { email: 'ana@people.example' } });
    assert.equal(status, 201);
  });

  it('compares files too', async () => {
    const { client } = await app.newAccount();
    const list = await client.call(createList, readers);
    const query = { query: { listId: list.id, fileName: 'a.csv' } };
    const file = 'email\nana@people.example\n';
    const first = await ask(client, uploadImport, 'one', query, file);
    assert.equal(first.status, 201, first.text);
    assert.deepEqual(await ask(client, uploadImport, 'one', query, file), { ...first, isRepeated: true });
    assert.equal(
      (await ask(client, uploadImport, 'one', query, `${file}bo@people.example\n`)).code,
      'key_reused',
    );
  });

  it('keeps nothing readable: not the key that was made, nor the name', async () => {
    const { client, accountId } = await app.newAccount();
    const wish = { body: { name: 'Shop', scopes: [...keyScopes] } };
    const { text } = await ask(client, createApiKey, 'the-name', wish);
    const { key } = JSON.parse(text) as { key: string };
    assert.equal((await ask(client, createApiKey, 'the-name', wish)).text, text);
    const kept = await database.inAccount(accountId, (tx) =>
      tx.query<Record<string, unknown>>(sql`select * from kept_answers`),
    );
    assert.equal(kept.length, 1);
    const stored = Object.values(kept[0]!).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
    );
    for (const secret of [key, 'the-name']) assert.equal(stored.join().includes(secret), false);
  });

  it('is forgotten after 72 hours', async () => {
    const { client, accountId } = await app.newAccount();
    await ask(client, createList, 'one', readers);
    await database.asSystem((tx) =>
      tx.execute(
        sql`update kept_answers set asked_at = now() - interval '73 hours' where account_id = ${accountId}`,
      ),
    );
    assert.equal((await ask(client, createList, 'one', { body: { name: 'Writers' } })).isRepeated, false);
    await database.asSystem((tx) =>
      tx.execute(sql`update kept_answers set asked_at = now() - interval '73 hours'`),
    );
    await purgeAnswers(database);
    const left = await database.asSystem((tx) => tx.query(sql`select from kept_answers`));
    assert.deepEqual(left, []);
  });

  it('needs a name of a form', async () => {
    const { client } = await app.newAccount();
    assert.equal((await ask(client, createList, 'with a space', readers)).status, 400);
    assert.equal((await ask(client, createList, 'x'.repeat(256), readers)).status, 400);
  });
});

describe('a named request that is broken off', () => {
  for (const permission of ['audience:write', 'user'] as const)
    it(`leaves nothing behind when it fails, and is then done (${permission})`, async () => {
      const { client, failNext, changes } = await tryOut('atomic', permission);
      failNext(new Error('the process died'));
      assert.equal((await client('one')).status, 500);
      assert.equal(await changes(), 0);
      assert.deepEqual(await client('one'), { status: 201, repeated: null });
      assert.deepEqual(await client('one'), { status: 201, repeated: 'true' });
      assert.equal(await changes(), 1);
    });

  it('leaves nothing behind when its connection is cut, and is then done', async () => {
    const { client, holdNext, changes } = await tryOut('atomic');
    const { begun, letGo } = holdNext();
    const first = client('one');
    await begun;
    await cutOpenTransactions();
    letGo();
    assert.ok((await first).status >= 500);
    assert.equal(await changes(), 0);
    assert.equal((await client('one')).status, 201);
    assert.equal(await changes(), 1);
  });

  for (const permission of ['audience:write', 'user'] as const)
    it(`is running for others until it ends (${permission})`, async () => {
      const { client, holdNext, changes } = await tryOut('atomic', permission);
      const { begun, letGo } = holdNext();
      const first = client('one');
      await begun;
      assert.equal((await client('one')).status, 409);
      letGo();
      assert.equal((await first).status, 201);
      assert.equal((await client('one')).repeated, 'true');
      assert.equal(await changes(), 1);
    });

  it('is not done again where it may have left the database', async () => {
    const { client, failNext } = await tryOut('reserved');
    failNext(new Error('the process died'));
    assert.equal((await client('one')).status, 500);
    assert.deepEqual(await client('one'), { status: 409, repeated: null });
    failNext(problem('invalid_input'));
    assert.equal((await client('two')).status, 400);
    assert.equal((await client('two')).status, 201);
    assert.equal((await client('two')).repeated, 'true');
  });
});

/** A route that changes something in two transactions, and then fails or waits as told. */
async function tryOut(
  repeats: 'atomic' | 'reserved',
  permission: 'audience:write' | 'user' = 'audience:write',
) {
  const { accountId } = await app.newAccount();
  const server = await createServer({ log: silentLog, trustProxy: false });
  const scope = { accountId, userId: newId(), apiKey: null } as unknown as Scope;
  const once = createOnce({ database, secrets });
  const on = createRegistrar<Scope>(server, async () => scope, { once });
  let then: () => Promise<void> = async () => {};
  const contract = route({
    method: 'POST',
    path: '/api/try',
    summary: '',
    permission,
    repeats,
    status: 201,
  });
  on.on(contract, async () => {
    const write = (work: (tx: Tx) => Promise<unknown>) =>
      permission === 'user' ? database.asSystem(work) : database.inAccount(accountId, work);
    for (const part of ['a', 'b'])
      await write((tx) =>
        tx.execute(
          sql`insert into suppressions (account_id, email_key, reason) values (${accountId}, ${newId() + part}, 'manual')`,
        ),
      );
    const now = then;
    then = async () => {};
    await now();
  });
  return {
    async client(name: string) {
      const answer = await server.inject({
        method: 'POST',
        url: '/api/try',
        headers: { 'idempotency-key': name },
      });
      return { status: answer.statusCode, repeated: answer.headers['idempotent-replayed'] ?? null };
    },
    failNext(error: Error) {
      then = () => Promise.reject(error);
    },
    holdNext() {
      const begun = Promise.withResolvers<void>();
      const held = Promise.withResolvers<void>();
      then = () => {
        begun.resolve();
        return held.promise;
      };
      return { begun: begun.promise, letGo: held.resolve };
    },
    /** How often it was done, whole. */
    async changes() {
      const rows = await database.inAccount(accountId, (tx) => tx.query(sql`select from suppressions`));
      return rows.length / 2;
    },
  };
}

async function cutOpenTransactions(): Promise<void> {
  const owner = new pg.Client({ connectionString: app.services.databaseUrl });
  await owner.connect();
  await owner.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'mail-minion app' and state = 'idle in transaction'`);
  await owner.end();
}

describe('a named request about a person or the install', () => {
  const plan = { name: 'Small', contacts: 5, messagesAMonth: null, dailyCap: null, users: null };

  it('is done once and answered alike, in whatever account its person is', async () => {
    const { client, userId } = await app.newOperator();
    const body = { ...plan, name: `Plan ${newId()}` };
    const first = await ask(client, createPlan, 'one', { body });
    assert.deepEqual([first.status, first.isRepeated], [201, false]);
    const elsewhere = await app.logInAs(userId, null);
    await database.asSystem((tx) =>
      tx.execute(sql`update sessions set second_factor = true where user_id = ${userId}`),
    );
    assert.deepEqual(await ask(elsewhere, createPlan, 'one', { body }), { ...first, isRepeated: true });
    const other = await ask(client, createPlan, 'one', { body: { ...body, contacts: 6 } });
    assert.equal(other.code, 'key_reused');
    const second = (await app.newOperator()).client;
    assert.equal(
      (await ask(second, createPlan, 'one', { body })).code,
      'already_exists',
      'names are one’s own',
    );
  });

  it('gives secrets once more, and keeps none readable', async () => {
    const { accountId } = await app.newAccount();
    const { client, userId } = await app.newMember(accountId, 'editor');
    await enrolAuthenticator(client);
    const first = await ask(client, renewRecoveryCodes, 'one');
    assert.equal(first.status, 200, first.text);
    assert.deepEqual(await ask(client, renewRecoveryCodes, 'one'), { ...first, isRepeated: true });
    const kept = () =>
      database.asSystem((tx) =>
        tx.query<{ answer: Buffer }>(sql`select answer from kept_answers where asker_id = ${userId}`),
      );
    const [code] = (JSON.parse(first.text) as { recoveryCodes: string[] }).recoveryCodes;
    assert.equal((await kept())[0]!.answer.toString('latin1').includes(code!), false);
    assert.deepEqual(
      await database.inAccount(accountId, (tx) => tx.query(sql`select from kept_answers`)),
      [],
    );
    await database.asSystem((tx) => tx.execute(sql`delete from users where id = ${userId}`));
    await purgeAnswers(database);
    assert.deepEqual(await kept(), [], 'they go with the user');
  });

  it('stands in the log of staff as begun, though nothing of it was kept', async () => {
    const { client } = await app.newOperator();
    const input = {
      params: { kind: 'privacy' as const },
      body: { revision: 7, effectiveOn: '2099-01-01', material: false, summary: 'What we keep is shorter.' },
    };
    for (const isRepeated of [false, false])
      assert.deepEqual(
        await ask(client, publishPolicy, 'one', input).then((answer) => [answer.code, answer.isRepeated]),
        ['conflict', isRepeated],
      );
    const { items } = await client.call(listStaffActivity, { query: { limit: 2 } });
    assert.deepEqual(
      items.map(({ act, outcome }) => [act, outcome]),
      [
        ['policy.publish', 'refused'],
        ['policy.publish', 'refused'],
      ],
    );
  });
});

describe('every POST', () => {
  const posts = app.app.contracts.filter(({ method, path }) => method === 'POST' && path.startsWith('/api/'));

  it('says what repeating it does, where anybody is known who repeats it', () => {
    const [open, others] = [
      posts.filter(({ permission }) => permission === 'public'),
      posts.filter(({ permission }) => permission !== 'public'),
    ];
    assert.deepEqual(
      others.filter(({ repeats }) => repeats === undefined).map(nameOf),
      [],
      'say what it repeats',
    );
    assert.deepEqual(open.filter(({ repeats }) => repeats !== undefined).map(nameOf), []);
    const rest = app.app.contracts.filter(
      ({ method, repeats }) => method !== 'POST' && repeats !== undefined,
    );
    assert.deepEqual(rest.map(nameOf), []);
  });

  it('that makes or starts something takes a name, or gives the session another token', () => {
    const makes = posts.filter(({ status, permission }) => status !== undefined && permission !== 'public');
    assert.deepEqual(makes.filter((post) => !isNameable(post) && post.repeats !== 'renews').map(nameOf), []);
  });

  // Adding a provider takes an issuer that answers: the tests of providers repeat it with one.
  const issuerNeeded: string[] = [addAccountProvider.path, addInstallProvider.path];
  for (const contract of posts.filter((post) => isNameable(post) && !issuerNeeded.includes(post.path))) {
    it(`${nameOf(contract)} is done once under a name`, async () => {
      const isOfStaff = isForStaff(contract.permission);
      const { client, things } = isOfStaff ? await operatorWithThings() : await ownerWithThings();
      const body = (await prepare[contract.path]?.(client)) ?? bodyFor(contract, things);
      const query = contract.consumes ? { listId: things.list, fileName: 'b.csv' } : undefined;
      const input = { params: paramsFor(contract, things), body, query } as object;
      const file = contract.consumes ? 'email\nbo@people.example\n' : undefined;
      const first = await ask(client, contract, 'one', input, file);
      assert.ok(first.status < 500 && first.status !== 400, first.text);
      const again = await ask(client, contract, 'one', input, file);
      assert.deepEqual(again, { ...first, isRepeated: true });
    });
  }

  it('which sends a test mail sends it once', async () => {
    const { client, things } = await ownerWithThings();
    const to = { params: { id: things.campaign }, body: { to: ['me@people.example'] } };
    const first = await ask(client, testCampaign, 'one', to);
    assert.equal(first.status, 200, first.text);
    assert.equal((await ask(client, testCampaign, 'one', to)).isRepeated, true);
  });
});

let owners = 0;
/** Each in a network of their own: a fast machine uploads more files in a minute than one network may. */
async function ownerWithThings() {
  const { cookie, accountId } = await app.newAccount();
  owners += 1;
  const client = createClient(app.url, { cookie, forwardedFor: `10.0.${owners}.1` });
  return { client, things: await makeOneOfEach(database, client, accountId) };
}

/** Those of one account are enough: what staff do takes nothing away from it. */
let looked: ReturnType<typeof ownerWithThings> | undefined;
async function operatorWithThings() {
  looked ??= ownerWithThings();
  return { client: (await app.newOperator()).client, things: (await looked).things };
}

/** What has to be there first, by path, and the body where it names that. */
const prepare: Record<string, (client: ApiClient) => Promise<unknown>> = {
  [publishPolicy.path]: async (client) => {
    const params = { kind: 'terms' as const };
    await client.call(savePolicyDraft, { params, body: { text: '# Terms', revision: 0 } });
  },
  [acceptPolicies.path]: async () => {
    const id = newId();
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into policy_versions (id, kind, version, text, effective_on, material)
        values (${id}, 'privacy', 1, '# Privacy', (now() at time zone 'UTC')::date, false)`),
    );
    return { versionIds: [id] };
  },
};
