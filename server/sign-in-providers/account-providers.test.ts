/** Identity providers of accounts: what they open, and above all what they do not. */
import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { createApiKey, getAccount, getProfile } from '#server/accounts/contract.ts';
import { listAccounts } from '#server/operator/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient, type RouteContract } from '#server/platform/http/index.ts';
import { beginAuthenticatorApp } from '#server/second-factors/contract.ts';
import { getSession, listOwnSessions } from '#server/sign-in/contract.ts';
import {
  enterAccount,
  leaveAccount,
  listMembers,
  listMyAccounts,
  removeMember,
} from '#server/team/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { issuerNetwork } from '#testing/issuer/network.ts';
import { startScriptedIssuer } from '#testing/issuer/scripted-issuer.ts';
import { addToAccount, queryOf, signIn } from '#testing/issuer/sign-in.ts';
import {
  addAccountProvider,
  addInstallProvider,
  beginAccountTest,
  beginInstallTest,
  beginLink,
  beginProof,
  changeAccountProvider,
  finishLink,
  finishProof,
  finishTest,
  listAccountProviders,
  listIdentities,
  listInstallProviders,
  removeAccountProvider,
  type ShownProvider,
} from './contract.ts';

/** What a session may do for its person that an account's own provider opened. */
const WHEN_BOUND = [
  'DELETE /api/session',
  'GET /api/my-accounts',
  'GET /api/policies/agreements',
  'GET /api/policies/changes',
  'GET /api/policies/notices',
  'GET /api/session',
  'GET /api/session/proof',
  'POST /api/policies/agreements',
  'POST /api/policies/notices/put-away',
  'POST /api/session/proof',
  'POST /api/session/proof/passkey',
  'POST /api/session/proof/provider',
  'POST /api/session/proof/provider/finish',
  'POST /api/sign-in-test/finish',
];

const network = await issuerNetwork();
after(() => network.close());
const app = await startTestApp({ ...network.env, TRUST_PROXY: 'true' });
const { database } = app.services;
const asSystem = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));

beforeEach(async () => {
  await asSystem(sql`delete from login_rates`);
});

let networks = 0;
const browser = () => {
  networks += 1;
  return createClient(app.url, { forwardedFor: `10.7.${networks}.1` });
};

/** An account with an issuer of its own, which its owner runs: it says whatever the owner wants. */
async function anAccountWithIssuer() {
  const owner = await app.newAccount();
  const issuer = await startScriptedIssuer();
  after(() => issuer.close());
  const provider = await addToAccount(owner.client, issuer);
  return { owner, issuer, provider, params: { id: provider.id }, atIssuer: issuer.answerTo };
}

async function link(
  client: ApiClient,
  { id: providerId }: ShownProvider,
  atIssuer: (address: string) => URL,
) {
  const { address } = await client.call(beginLink, { body: { providerId } });
  return await client.call(finishLink, { body: { providerId, answer: queryOf(atIssuer(address)) } });
}

/** A member with a confirmed address who has linked their login there. */
async function aLinkedMember(one: Awaited<ReturnType<typeof anAccountWithIssuer>>, sub: string) {
  const member = await app.newMember(one.owner.accountId, 'editor');
  await asSystem(sql`update users set confirmed_at = now() where id = ${member.userId}`);
  one.issuer.claims = { sub };
  await link(member.client, one.provider, one.atIssuer);
  const client = browser();
  await signIn(client, one.provider.id, one.atIssuer);
  return { ...member, bound: client };
}

const status = async (client: ApiClient, contract: RouteContract, input: object = {}) =>
  (await client.fetch(contract, input as never)).status;

describe('an account’s provider', () => {
  it('lets in a member who linked their login, to that account', async () => {
    const one = await anAccountWithIssuer();
    const { bound, userId } = await aLinkedMember(one, 'bo');
    const { user, account, isBound } = await bound.call(getSession);
    assert.deepEqual([user.id, account?.id, isBound], [userId, one.owner.accountId, true]);
    assert.equal((await bound.call(getAccount)).id, one.owner.accountId);
  });

  it('is added once under a name, however often its issuer could be asked', async () => {
    const issuer = await startScriptedIssuer();
    after(() => issuer.close());
    const body = { kind: 'oidc' as const, issuer: issuer.issuer, label: 'Harbour SSO' };
    const places = [
      [(await app.newAccount()).client, addAccountProvider, listAccountProviders],
      [(await app.newOperator()).client, addInstallProvider, listInstallProviders],
    ] as const;
    for (const [client, route, list] of places) {
      const add = () => client.fetch(route, { body, idempotencyKey: 'one' });
      const first = await add();
      assert.equal(first.status, 201);
      assert.deepEqual(await (await add()).json(), await first.json());
      assert.equal((await client.call(list)).items.filter(({ label }) => label === body.label).length, 1);
    }
  });

  it('makes nobody somebody of another account by saying so', async () => {
    const one = await anAccountWithIssuer();
    const victim = await app.newAccount();
    one.issuer.claims = { sub: victim.userId, email: victim.email, email_verified: true };
    await assert.rejects(signIn(browser(), one.provider.id, one.atIssuer), { code: 'sign_in_refused' });
    const { address } = await one.owner.client.call(beginLink, { body: { providerId: one.provider.id } });
    const answer = queryOf(one.atIssuer(address));
    const body = { providerId: one.provider.id, answer };
    await assert.rejects(victim.client.call(finishLink, { body }), { code: 'sign_in_over' });
    await assert.rejects(victim.client.call(beginLink, { body: { providerId: one.provider.id } }), {
      code: 'not_found',
    });
  });

  it('gives nothing of a member but the account: neither their other accounts nor their login', async () => {
    const one = await anAccountWithIssuer();
    const { bound, userId } = await aLinkedMember(one, 'cy');
    const other = await app.newAccount();
    await asSystem(sql`
      insert into memberships (account_id, user_id, role) values (${other.accountId}, ${userId}, 'owner')`);
    assert.deepEqual(
      (await bound.call(listMyAccounts)).items.map(({ id }) => id),
      [one.owner.accountId],
    );
    const refused: [RouteContract, object][] = [
      [enterAccount, { body: { accountId: other.accountId } }],
      [getProfile, {}],
      [listOwnSessions, {}],
      [listIdentities, {}],
      [beginAuthenticatorApp, {}],
      [beginLink, { body: { providerId: one.provider.id } }],
      [leaveAccount, {}],
    ];
    for (const [contract, input] of refused)
      await assert.rejects(bound.call(contract, input as never), { code: 'bound_session' }, contract.path);
    await assert.rejects(
      asSystem(
        sql`update sessions set account_id = ${other.accountId} where user_id = ${userId} and account_provider_id is not null`,
      ),
      /sessions_bound/,
    );
  });

  it('allows only what says so of what concerns the person, on every route there is', async () => {
    const one = await anAccountWithIssuer();
    const { bound } = await aLinkedMember(one, 'every route');
    const open = app.app.contracts.filter(({ permission, whenBound }) => permission === 'user' && whenBound);
    assert.deepEqual(open.map(({ method, path }) => `${method} ${path}`).sort(), WHEN_BOUND);
    const closed = app.app.contracts.filter(
      ({ permission, whenBound }) => permission === 'user' && !whenBound,
    );
    assert.ok(closed.length > 15);
    for (const contract of closed) {
      await asSystem(sql`delete from login_rates`);
      const path = contract.path.replace(/:\w+/g, one.provider.id);
      const answer = await bound.fetch(
        { ...contract, path } as RouteContract,
        (contract.method === 'GET' ? {} : { body: {} }) as never,
      );
      assert.match(await answer.text(), /"bound_session"/, contract.path);
    }
  });

  it('makes nobody one who runs the install', async () => {
    const one = await anAccountWithIssuer();
    const { bound, userId } = await aLinkedMember(one, 'staff');
    await asSystem(sql`update users set staff_role = 'admin' where id = ${userId}`);
    await asSystem(sql`update sessions set second_factor = true where user_id = ${userId}`);
    assert.equal(await status(bound, listAccounts), 404);
    const { user } = await bound.call(getSession);
    assert.deepEqual([user.isOperator, user.staffRole], [false, null]);
  });

  it('proves who somebody is for its own account alone', async () => {
    const one = await anAccountWithIssuer();
    one.issuer.claims = { sub: 'owner' };
    await link(one.owner.client, one.provider, one.atIssuer);
    const bound = browser();
    await signIn(bound, one.provider.id, one.atIssuer);
    await asSystem(
      sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${one.owner.userId}`,
    );
    const key = { name: 'A key', scopes: ['audience:read'] as const };
    const prove = async (client: ApiClient) => {
      const { address } = await client.call(beginProof, { body: { providerId: one.provider.id } });
      const body = { providerId: one.provider.id, answer: queryOf(one.atIssuer(address)) };
      await client.call(finishProof, { body });
    };
    await assert.rejects(bound.call(createApiKey, { body: { ...key, scopes: [...key.scopes] } }), {
      code: 'step_up_needed',
    });
    await prove(bound);
    assert.ok(await bound.call(createApiKey, { body: { ...key, scopes: [...key.scopes] } }));
    await assert.rejects(prove(one.owner.client), { code: 'wrong_state' });
  });

  it('lets nobody in once the membership ended, the provider was disabled or removed', async () => {
    const one = await anAccountWithIssuer();
    const [member, other, third] = [
      await aLinkedMember(one, 'di'),
      await aLinkedMember(one, 'ed'),
      await aLinkedMember(one, 'fy'),
    ];
    const goes = async (client: ApiClient) =>
      await assert.rejects(client.call(getSession), { code: 'not_logged_in' });
    await one.owner.client.call(removeMember, { params: { id: member.userId } });
    await goes(member.bound);
    one.issuer.claims = { sub: 'di' };
    await assert.rejects(signIn(browser(), one.provider.id, one.atIssuer), { code: 'sign_in_refused' });
    const change = { params: one.params, body: { enabled: false } };
    await one.owner.client.call(changeAccountProvider, change);
    await goes(other.bound);
    assert.ok(await other.client.call(getSession), 'their own session goes on');
    await one.owner.client.call(changeAccountProvider, { ...change, body: { enabled: true } });
    one.issuer.claims = { sub: 'fy' };
    await signIn(third.bound, one.provider.id, one.atIssuer);
    await one.owner.client.call(removeAccountProvider, { params: one.params });
    await goes(third.bound);
  });
});

describe('coming in through it', () => {
  it('can be asked of members, owners excepted', async () => {
    const one = await anAccountWithIssuer();
    const { client, bound, userId } = await aLinkedMember(one, 'gy');
    const set = (enforced: boolean) =>
      one.owner.client.call(changeAccountProvider, { params: one.params, body: { enforced } });
    await set(true);
    await assert.rejects(client.call(getAccount), { code: 'not_logged_in' });
    const again = await app.logInAs(userId, one.owner.accountId);
    await assert.rejects(again.call(getAccount), { code: 'single_sign_on_needed' });
    assert.ok(await again.call(listIdentities), 'a login can still be linked');
    assert.ok(await bound.call(getAccount));
    assert.ok(await one.owner.client.call(listMembers));
    await one.owner.client.call(changeAccountProvider, { params: one.params, body: { enabled: false } });
    assert.ok(await again.call(getAccount), 'what is disabled asks for nothing');
    await assert.rejects(set(true), { code: 'invalid_input' });
  });
});

describe('setting it up', () => {
  it('is for the account’s owners, and a trial changes nothing', async () => {
    const one = await anAccountWithIssuer();
    const admin = await app.newMember(one.owner.accountId, 'admin');
    await assert.rejects(admin.client.call(listAccountProviders), { code: 'forbidden' });
    const { address } = await one.owner.client.call(beginAccountTest, { params: one.params });
    const body = { providerId: one.provider.id, answer: queryOf(one.atIssuer(address)) };
    const { subject, ofAccount, linkedTo } = await one.owner.client.call(finishTest, { body });
    assert.deepEqual([subject, ofAccount, linkedTo], ['ana', true, null]);
  });

  it('is nothing of another account, nor of those who run the install', async () => {
    const one = await anAccountWithIssuer();
    const stranger = await app.newAccount();
    assert.deepEqual((await stranger.client.call(listAccountProviders)).items, []);
    for (const contract of [changeAccountProvider, removeAccountProvider, beginAccountTest])
      await assert.rejects(stranger.client.call(contract, { params: one.params, body: {} } as never), {
        code: 'not_found',
      });
    const operator = await app.newOperator();
    await assert.rejects(operator.client.call(beginInstallTest, { params: one.params }), {
      code: 'not_found',
    });
  });

  it('reaches nothing inside, unless the operator lets everybody', async () => {
    const inner = await startTestApp({ ...network.env, SIGN_IN_PRIVATE_NETWORKS: 'operator' });
    const issuer = await startScriptedIssuer();
    after(() => issuer.close());
    const body = { kind: 'oidc' as const, issuer: issuer.issuer, label: 'Inside' };
    const { client } = await inner.newAccount();
    await assert.rejects(client.call(addAccountProvider, { body }), { code: 'invalid_input' });
    assert.deepEqual(issuer.asked, []);
  });
});
