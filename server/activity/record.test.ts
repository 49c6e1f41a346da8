import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApiKey, getAccount, keyScopes } from '#server/accounts/contract.ts';
import { createContact, createList, deleteList } from '#server/audience/contract.ts';
import { listAccounts, setDailyCap } from '#server/operator/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, actOf, createClient, type RouteContract } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { getSession, logIn } from '#server/sign-in/contract.ts';
import { acceptInvitation, enterAccount, invite } from '#server/team/contract.ts';
import { person, setUpInstall, startTestApp } from '#testing/app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from '#testing/every-route.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import { until } from '#testing/until.ts';
import { writeInTurn } from './record/in-turn.ts';
import { actsAtOnce } from './record/write-acts.ts';

const app = await startTestApp();
const { database } = app.services;
const firstAccount = (await setUpInstall(app.visitor())).account!.id;
const operator = await app.newOperator();

interface Row {
  id: string;
  who: string;
  userId: string | null;
  keyId: string | null;
  act: string;
  objectId: string | null;
  objectName: string | null;
  outcome: string | null;
  code: string | null;
  ip: string;
  userAgent: string;
}

const recorded = (accountId: string) =>
  database.asSystem((tx) =>
    tx.query<Row>(sql`
      select a.id, a.who, a.user_id as "userId", a.key_id as "keyId", a.act, coalesce(o.object_id, a.object_id) as "objectId",
        o.object_name as "objectName", o.outcome, o.code, a.ip, a.user_agent as "userAgent"
      from acts a left join act_outcomes o on o.account_id = a.account_id and o.act_id = a.id
      where a.account_id = ${accountId} order by a.id`),
  );
/** Nobody waits for the outcome; the last act is told as soon as its outcome is there. */
const newest = (accountId: string) =>
  until('the outcome of the newest act', async () => {
    const row = (await recorded(accountId)).at(-1);
    return row?.outcome ? row : undefined;
  });

describe('every route that acts', () => {
  it('leaves exactly one act, with its outcome', async () => {
    let { client, accountId, things } = await scene();
    const wrong: string[] = [];
    for (const contract of app.app.contracts.filter((route) => isOfAccount(route) && actOf(route))) {
      // Some of what was tried ends the session, or the account.
      const { ok } = await client.fetch(getSession);
      if (!ok) ({ client, accountId, things } = await scene());
      const before = await settledCount(accountId);
      await call(client, contract, things);
      const after = await until('the outcome', async () => {
        const rows = await recorded(accountId);
        return rows.length === before || rows.every((row) => row.outcome) ? rows : undefined;
      });
      const told = after.slice(before).map((row) => row.act);
      if (told.length !== 1 || told[0] !== actOf(contract)!.name)
        wrong.push(`${nameOf(contract)}: ${told.join(', ') || 'nothing'}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('leaves nothing where it only reads or calculates', async () => {
    const { client, accountId, things } = await scene();
    const before = await settledCount(accountId);
    for (const contract of app.app.contracts.filter((route) => isOfAccount(route) && !actOf(route)))
      await call(client, contract, things);
    assert.equal(await settledCount(accountId), before);
  });

  async function scene() {
    const { client, accountId } = await app.newAccount();
    return { client, accountId, things: await makeOneOfEach(database, client, accountId) };
  }

  const isOfAccount = (contract: RouteContract) =>
    contract.path.startsWith('/api/') && !/^(public|operator:.*)$/.test(contract.permission);

  const settledCount = async (accountId: string) => {
    await until('all outcomes', async () => (await recorded(accountId)).every((row) => row.outcome));
    return (await recorded(accountId)).length;
  };

  async function call(client: ApiClient, contract: RouteContract, things: Parameters<typeof paramsFor>[1]) {
    const params = paramsFor(contract, things);
    const body = bodyFor(contract, things);
    const query = contract.path === '/api/imports' ? { listId: things.list, fileName: 'a.csv' } : undefined;
    const stream = contract.consumes ? 'email\nbo@people.example\n' : undefined;
    const answer = await client.fetch(contract, { params, body, query } as object, stream);
    await answer.arrayBuffer();
  }
});

describe('an act', () => {
  it('says who, what, on which object, from where and how it ended, and nothing of what was sent', async () => {
    const { client, accountId } = await app.newAccount();
    const list = await client.call(createList, { body: { name: 'Readers', description: 'A secret plan' } });
    const { userId, ip, userAgent, ...row } = await newest(accountId);
    assert.deepEqual(row, {
      id: row.id,
      who: 'user',
      keyId: null,
      act: 'list.create',
      objectId: list.id,
      objectName: 'Readers',
      outcome: 'done',
      code: null,
    });
    assert.match(userId ?? '', /^[0-9a-f-]{36}$/);
    assert.deepEqual([ip, userAgent.length > 0], ['127.0.0.1', true]);
    await client.call(createContact, { body: { email: 'secret@people.example', listIds: [list.id] } });
    assert.equal((await newest(accountId)).objectName, null);
    const everything = await database.asSystem((tx) =>
      tx.one<{ text: string }>(sql`
        select (select json_agg(a) from acts a where account_id = ${accountId})::text
            || (select json_agg(o) from act_outcomes o where account_id = ${accountId})::text as text`),
    );
    assert.doesNotMatch(everything.text, /secret/);
  });

  it('of a program names its key', async () => {
    const { client, accountId } = await app.newAccount();
    const { key, apiKey } = await client.call(createApiKey, {
      body: { name: 'Shop', scopes: [...keyScopes] },
    });
    assert.equal((await newest(accountId)).objectName, 'Shop');
    await createClient(app.url, { apiKey: key }).call(createList, { body: { name: 'By a program' } });
    const { who, keyId, userId } = await newest(accountId);
    assert.deepEqual({ who, keyId, userId }, { who: 'key', keyId: apiKey.id, userId: null });
  });

  it('of coming from one account into another stands in that one alone: the first need not know of it', async () => {
    const { client, accountId, email } = await app.newAccount();
    const other = await app.newAccount();
    await other.client.call(invite, { body: { email, role: 'admin' } });
    const { link } = await lastSystemMail(app.services, email, 'invitation');
    const token = new URL(link).hash.slice(1);
    await client.call(acceptInvitation, { body: { token } });
    await client.call(enterAccount, { body: { accountId } });
    await assert.rejects(client.call(enterAccount, { body: { accountId: newId() } }));
    const told = async (id: string) => (await recorded(id)).map(({ act, code }) => `${act} ${code}`);
    await until('all of it to be told', async () => (await told(accountId)).length === 2);
    assert.deepEqual(await told(accountId), [
      'session.enter-account null',
      'session.enter-account not_found',
    ]);
    assert.deepEqual(await told(other.accountId), ['invitation.send null', 'invitation.accept null']);
  });

  it('that was refused or tried in vain is told with the reason', async () => {
    const { client, accountId } = await app.newAccount();
    const stranger = await app.newAccount();
    const list = await client.call(createList, { body: { name: 'Mine' } });
    await assert.rejects(stranger.client.call(deleteList, { params: { id: list.id } }));
    const { act, objectId, outcome, code } = await newest(stranger.accountId);
    assert.deepEqual([act, objectId, outcome, code], ['list.delete', list.id, 'refused', 'not_found']);
    assert.equal((await recorded(accountId)).length, 1, 'nothing of the stranger is in the other log');
  });

  it('that the role does not allow is told, reading too', async () => {
    const { accountId } = await app.newAccount();
    const { client } = await app.newMember(accountId, 'analyst');
    await assert.rejects(client.call(createList, { body: { name: 'No' } }), { code: 'forbidden' });
    const refused = await newest(accountId);
    assert.deepEqual([refused.act, refused.outcome, refused.code], ['list.create', 'refused', 'forbidden']);
    await client.call(getAccount);
    await assert.rejects(client.call(listAccounts), { code: 'not_found' });
    // Written after the answer, like every refusal: the newest may still be the one before.
    await until('the second refusal', async () => (await recorded(accountId)).length === 2);
    const looked = await newest(accountId);
    assert.deepEqual([looked.act, looked.outcome], ['account.look', 'refused']);
  });

  it('of those who run the install stands in the log of the account it is about', async () => {
    const { accountId } = await app.newAccount();
    await operator.client.call(setDailyCap, { params: { id: accountId }, body: { dailyCap: 9 } });
    const { act, who } = await newest(accountId);
    assert.deepEqual([act, who], ['account.set-daily-cap', 'operator']);
    assert.deepEqual(
      (await recorded(operator.accountId)).map((row) => row.act),
      [],
    );
  });

  it('of setting up the install stands in the log of its first account', async () => {
    assert.equal((await newest(firstAccount)).act, 'install.set-up');
  });

  it('of logging in is told of whoever has the address: done and in vain, and of nobody else', async () => {
    const { client, accountId } = await app.newAccount();
    const { user } = await client.call(getSession);
    const logInWith = (email: string, password: string) =>
      app.visitor().fetch(logIn, { body: { email, password } });
    await logInWith(user.email, 'a wrong password');
    await newest(accountId);
    await logInWith(user.email, person.password);
    await logInWith('nobody@account.example', 'a wrong password');
    await until('both', async () => (await recorded(accountId)).filter((row) => row.outcome).length === 2);
    assert.deepEqual(
      (await recorded(accountId)).map(({ act, userId, outcome, code }) => ({ act, userId, outcome, code })),
      [
        { act: 'session.open', userId: user.id, outcome: 'refused', code: 'wrong_login' },
        { act: 'session.open', userId: user.id, outcome: 'done', code: null },
      ],
    );
  });
});

describe('an act in a crash', () => {
  it('does not wait for the disk by itself: what it does waits for both', async () => {
    const { accountId } = await app.newAccount();
    const act = {
      accountId,
      id: newId(),
      at: new Date(),
      who: 'product' as const,
      userId: null,
      keyId: null,
      act: 'campaign.send',
      objectId: null,
      ip: '',
      userAgent: '',
    };
    const waits = (statement?: ReturnType<typeof actsAtOnce>) =>
      database.asSystem(async (tx) => {
        // As in production; the tests' own server waits for nothing.
        await tx.execute(sql`set local synchronous_commit = on`);
        if (statement) await tx.execute(statement);
        return await tx.one(sql`select current_setting('synchronous_commit') as waits`);
      });
    assert.deepEqual(await waits(actsAtOnce(app.services.keys.activity, [act])), { waits: 'off' });
    assert.deepEqual(await waits(), { waits: 'on' });
    assert.equal((await recorded(accountId)).length, 1);
  });
});

describe('many acts at once', () => {
  it('share statements, and one that cannot be written takes none of the others along', async () => {
    const statements: number[] = [];
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const rows = writeInTurn<number>(async (batch) => {
      statements.push(batch.length);
      if (statements.length === 1) await held;
      if (batch.includes(13)) throw new Error('unlucky');
    });
    const all = Promise.allSettled(Array.from({ length: 20 }, (_, number) => rows.write(number)));
    letGo();
    const settled = await all;
    assert.deepEqual(
      settled.flatMap(({ status }, number) => (status === 'rejected' ? [number] : [])),
      [13],
    );
    assert.deepEqual(statements.slice(0, 2), [1, 19]);
  });
});
