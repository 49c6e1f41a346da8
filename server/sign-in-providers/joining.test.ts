/** Joining the account of an invitation with a login elsewhere: what it gives, and what it gives to nobody else. */
import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { getAccount } from '#server/accounts/contract.ts';
import { createList, listLists } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { currentVersions, publishOriginals } from '#server/policies/index.ts';
import { setRegistrationMode } from '#server/registration/contract.ts';
import { getSession } from '#server/sign-in/contract.ts';
import {
  acceptInvitation,
  type GivenRole,
  invite,
  joinByInvitation,
  listInvitations,
  listMembers,
  listMyAccounts,
  readInvitation,
  removeMember,
  revokeInvitation,
} from '#server/team/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { issuerNetwork } from '#testing/issuer/network.ts';
import { startScriptedIssuer } from '#testing/issuer/scripted-issuer.ts';
import { addToAccount, addToInstall, queryOf, signIn } from '#testing/issuer/sign-in.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import {
  beginSignIn,
  changeAccountProvider,
  changeInstallProvider,
  finishSignIn,
  getNewcomer,
  joinAsNewcomer,
  listIdentities,
  registerNewcomer,
} from './contract.ts';

const network = await issuerNetwork();
after(() => network.close());
const app = await startTestApp({ ...network.env, TRUST_PROXY: 'true' });
const { database } = app.services;
const operator = await app.newOperator();
const issuer = await startScriptedIssuer();
after(() => issuer.close());
const atIssuer = issuer.answerTo;
/** It lets no strangers open accounts. */
const ofInstall = await addToInstall(operator.client, issuer);

await database.asSystem(publishOriginals);
const agreedTo = (await database.asSystem(currentVersions))
  .filter(({ mustAgree }) => mustAgree)
  .map(({ id }) => id);

const asSystem = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));

beforeEach(() => asSystem(sql`delete from login_rates`));

let networks = 0;
const browser = () => {
  networks += 1;
  return createClient(app.url, { forwardedFor: `10.6.${networks}.1` });
};

let people = 0;
/** An account with a provider of its own at the same issuer, and an invitation to it that was just mailed to a new address. */
async function scene({
  role = 'editor' as GivenRole,
  enforced = false,
  listIds = null as string[] | null,
} = {}) {
  const owner = await app.newAccount();
  const ofAccount = await addToAccount(owner.client, issuer, { enforced });
  const email = `joining${++people}@account.example`;
  const { id } = await owner.client.call(invite, { body: { email, role, listIds } });
  // At the issuer they have another address, which says nothing.
  issuer.claims = { sub: email, email: `${people}@elsewhere.example` };
  return { owner, ofAccount, email, token: await tokenIn(email), params: { id } };
}

async function tokenIn(email: string): Promise<string> {
  const { link } = await lastSystemMail(app.services, email, 'invitation');
  return new URL(link).hash.slice(1);
}

const join = (client: ApiClient, name = 'Bo') => client.call(joinAsNewcomer, { body: { name, agreedTo } });

async function comeAndJoin(client: ApiClient, providerId: string, joining: string) {
  assert.equal((await signIn(client, providerId, atIssuer, { joining })).session, null);
  return await join(client);
}

const membersOf = async (client: ApiClient) =>
  (await client.call(listMembers)).items.map(({ email }) => email);

describe('joining with a provider of the install', () => {
  it('makes a user without a password, whose address is that of the invitation, whoever may register', async () => {
    const { owner, email, token } = await scene();
    const client = browser();
    const { session } = await signIn(client, ofInstall.id, atIssuer, { joining: token });
    assert.equal(session, null);
    assert.ok(!(await membersOf(owner.client)).includes(email), 'coming back joins nothing by itself');
    const { name, joining } = await client.call(getNewcomer);
    const { account } = await owner.client.call(getSession);
    assert.deepEqual([name, joining], ['Ana at the issuer', { account: account?.name, email }]);
    const joined = await join(client);
    assert.deepEqual(
      [joined.user.email, joined.user.isConfirmed, joined.role, joined.account?.id, joined.isBound],
      [email, true, 'editor', owner.accountId, false],
    );
    const { hasPassword, items } = await client.call(listIdentities);
    assert.deepEqual([hasPassword, items.length], [false, 1]);
    assert.deepEqual((await owner.client.call(listInvitations)).items, []);
    assert.equal((await signIn(browser(), ofInstall.id, atIssuer)).session?.user.email, email);
    await assert.rejects(join(client), { code: 'sign_in_over' });
  });

  it('restricts to the lists of the invitation', async () => {
    const owner = await app.newAccount();
    const { id } = await owner.client.call(createList, { body: { name: 'Shop' } });
    await owner.client.call(createList, { body: { name: 'Press' } });
    const email = 'restricted@account.example';
    await owner.client.call(invite, { body: { email, role: 'editor', listIds: [id] } });
    issuer.claims = { sub: email };
    const client = browser();
    await comeAndJoin(client, ofInstall.id, await tokenIn(email));
    assert.deepEqual(
      (await client.call(listLists)).items.map(({ name }) => name),
      ['Shop'],
    );
  });

  it('lets nobody in whom the provider’s domains leave out', async () => {
    const { token } = await scene();
    const change = (emailDomains: string[]) =>
      operator.client.call(changeInstallProvider, { params: { id: ofInstall.id }, body: { emailDomains } });
    await change(['harbour.example']);
    try {
      await assert.rejects(comeAndJoin(browser(), ofInstall.id, token), { code: 'sign_in_refused' });
    } finally {
      await change([]);
    }
    assert.ok(await comeAndJoin(browser(), ofInstall.id, token), 'the invitation is still good');
  });

  it('asks for agreement to the policies in force, and records it', async () => {
    const { token, email } = await scene();
    const client = browser();
    await signIn(client, ofInstall.id, atIssuer, { joining: token });
    const { policies } = await client.call(getNewcomer);
    assert.deepEqual(
      policies.filter(({ mustAgree }) => mustAgree).map(({ id }) => id),
      agreedTo,
    );
    for (const some of [[], agreedTo.slice(1)])
      await assert.rejects(client.call(joinAsNewcomer, { body: { name: 'Bo', agreedTo: some } }), {
        code: 'invalid_input',
      });
    await join(client);
    const { count } = await database.asSystem((tx) =>
      tx.one<{ count: number }>(sql`select count(*) from policy_agreements where email = ${email}`),
    );
    assert.equal(count, agreedTo.length);
  });

  it('is for new users: who logs in already comes in and accepts as themselves', async () => {
    const { owner, token, email } = await scene();
    const known = await app.newAccount();
    await asSystem(sql`update users set email = ${email}, email_key = ${email} where id = ${known.userId}`);
    await asSystem(sql`insert into identities (id, provider_id, subject, user_id, called)
      values (gen_random_uuid(), ${ofInstall.id}, ${email}, ${known.userId}, 'them')`);
    const client = browser();
    const { session } = await signIn(client, ofInstall.id, atIssuer, { joining: token });
    assert.equal(session?.user.id, known.userId);
    assert.equal((await membersOf(owner.client)).length, 1, 'nothing is joined on the way');
    assert.equal((await client.call(acceptInvitation, { body: { token } })).account?.id, owner.accountId);
  });
});

describe('joining with the account’s own provider', () => {
  for (const enforced of [false, true])
    it(`hangs on the membership and opens that account alone, ${enforced ? '' : 'not '}demanded of members`, async () => {
      const { owner, ofAccount, token, email } = await scene({ enforced });
      const read = await browser().call(readInvitation, { body: { token } });
      assert.deepEqual(read.providers, [{ id: ofAccount.id, kind: 'oidc', label: 'Harbour SSO' }]);
      assert.equal(read.demandsProvider, enforced);
      const client = browser();
      const { user, isBound } = await comeAndJoin(client, ofAccount.id, token);
      assert.deepEqual([user.email, isBound], [email, true]);
      assert.equal((await client.call(getAccount)).id, owner.accountId);
      assert.equal((await client.call(listMyAccounts)).items.length, 1);
      await assert.rejects(client.call(listIdentities), { code: 'bound_session' });
      assert.equal((await signIn(browser(), ofAccount.id, atIssuer)).session?.user.id, user.id);
      await owner.client.call(removeMember, { params: { id: user.id } });
      await assert.rejects(client.call(getSession), { code: 'not_logged_in' });
      await assert.rejects(signIn(browser(), ofAccount.id, atIssuer), { code: 'sign_in_refused' });
    });

  it('shows no provider that is not enabled', async () => {
    const { owner, ofAccount, token } = await scene();
    const change = { params: { id: ofAccount.id }, body: { enabled: false } };
    await owner.client.call(changeAccountProvider, change);
    assert.deepEqual((await browser().call(readInvitation, { body: { token } })).providers, []);
  });

  it('opens no other account than the provider’s', async () => {
    const [one, other] = [await scene(), await scene()];
    for (const joining of [one.token, 'invented'])
      await assert.rejects(signIn(browser(), other.ofAccount.id, atIssuer, { joining }), {
        code: 'not_found',
      });
    assert.equal((await membersOf(one.owner.client)).length, 1);
  });

  it('takes over nobody who logs in with that address', async () => {
    const { owner, ofAccount, email, token } = await scene();
    const known = await app.newAccount();
    const client = browser();
    await signIn(client, ofAccount.id, atIssuer, { joining: token });
    // They became one while the browser waited.
    await asSystem(sql`update users set email = ${email}, email_key = ${email} where id = ${known.userId}`);
    await assert.rejects(join(client), { code: 'already_exists' });
    for (const { id } of [ofAccount, ofInstall])
      await assert.rejects(signIn(browser(), id, atIssuer, { joining: token }), {
        code: 'sign_in_refused',
        message: /Log in as you usually do/,
      });
    assert.deepEqual((await known.client.call(listIdentities)).items, []);
    assert.equal((await membersOf(owner.client)).length, 1);
  });

  it('is of no use for a member, who comes in as they are', async () => {
    const { owner, ofAccount, token } = await scene();
    const { user } = await comeAndJoin(browser(), ofAccount.id, token);
    const email = 'second@account.example';
    await owner.client.call(invite, { body: { email, role: 'admin' } });
    const { session } = await signIn(browser(), ofAccount.id, atIssuer, { joining: await tokenIn(email) });
    assert.deepEqual([session?.user.id, session?.role], [user.id, 'editor']);
    assert.equal((await owner.client.call(listInvitations)).items.length, 1);
  });
});

describe('an invitation that is taken with a provider', () => {
  it('is used once, were three at it at the same moment', async () => {
    const { owner, ofAccount, token } = await scene();
    const [one, other] = [browser(), browser()];
    await signIn(one, ofInstall.id, atIssuer, { joining: token });
    await signIn(other, ofAccount.id, atIssuer, { joining: token });
    const password = 'quite another calm sentence';
    const outcomes = await Promise.allSettled([
      join(one),
      join(other),
      browser().call(joinByInvitation, { body: { token, name: 'Three', password, agreedTo } }),
    ]);
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await membersOf(owner.client)).length, 2);
  });

  it('is taken once by a form that is sent twice', async () => {
    const { owner, token } = await scene();
    const client = browser();
    await signIn(client, ofInstall.id, atIssuer, { joining: token });
    const outcomes = await Promise.allSettled([join(client), join(client)]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await membersOf(owner.client)).length, 2);
  });

  it('is given back when the login elsewhere came to open another login meanwhile', async () => {
    const { owner, token, email } = await scene();
    const client = browser();
    await signIn(client, ofInstall.id, atIssuer, { joining: token });
    await asSystem(sql`insert into identities (id, provider_id, subject, user_id, called)
      values (gen_random_uuid(), ${ofInstall.id}, ${email}, ${owner.userId}, 'them')`);
    await assert.rejects(join(client), { code: 'already_exists' });
    assert.equal((await owner.client.call(listInvitations)).items.length, 1);
    assert.equal((await membersOf(owner.client)).length, 1);
  });

  it('is worth nothing once it was revoked, or the provider disabled', async () => {
    const one = await scene();
    const client = browser();
    await signIn(client, one.ofAccount.id, atIssuer, { joining: one.token });
    const other = await scene();
    const another = browser();
    await signIn(another, other.ofAccount.id, atIssuer, { joining: other.token });
    await one.owner.client.call(revokeInvitation, { params: one.params });
    await assert.rejects(client.call(getNewcomer), { code: 'not_found' });
    await assert.rejects(join(client), { code: 'not_found' });
    await assert.rejects(signIn(browser(), one.ofAccount.id, atIssuer, { joining: one.token }), {
      code: 'not_found',
    });
    const change = { params: { id: other.ofAccount.id }, body: { enabled: false } };
    await other.owner.client.call(changeAccountProvider, change);
    await assert.rejects(join(another), { code: 'sign_in_over' });
  });

  it('joins nobody to anything whom an attacker leads to the end of a way they began (login CSRF)', async () => {
    const { owner, token } = await scene();
    const [attacker, victim] = [browser(), browser()];
    const body = { providerId: ofInstall.id, joining: token };
    const { address } = await attacker.call(beginSignIn, { body });
    const brought = { providerId: ofInstall.id, answer: queryOf(atIssuer(address)) };
    await victim.call(beginSignIn, { body: { providerId: ofInstall.id } });
    await assert.rejects(victim.call(finishSignIn, { body: brought }), { code: 'sign_in_over' });
    await attacker.call(finishSignIn, { body: brought });
    await assert.rejects(victim.call(getNewcomer), { code: 'sign_in_over' });
    await assert.rejects(join(victim), { code: 'sign_in_over' });
    assert.equal((await membersOf(owner.client)).length, 1);
  });

  it('opens no account of one’s own: nobody vouched for the address', async () => {
    const { token } = await scene();
    const client = browser();
    await operator.client.call(setRegistrationMode, { body: { mode: 'open' } });
    await signIn(client, ofInstall.id, atIssuer, { joining: token });
    const phone = '+351 21 123 4567';
    const rest = { name: 'Bo', organisation: 'Bo & Co', phone, postalAddress: '2 Harbour Street', agreedTo };
    await assert.rejects(client.call(registerNewcomer, { body: rest }), { code: 'sign_in_over' });
    assert.ok(await join(client));
    const registering = await addToInstall(operator.client, issuer, { registers: true });
    issuer.claims = { sub: 'gil', email: 'gil@people.example', email_verified: true };
    const other = browser();
    await signIn(other, registering.id, atIssuer);
    await assert.rejects(join(other), { code: 'sign_in_over' });
  });

  it('stands nowhere in the database while somebody is on their way', async () => {
    const { token } = await scene();
    const client = browser();
    await client.call(beginSignIn, { body: { providerId: ofInstall.id, joining: token } });
    await signIn(browser(), ofInstall.id, atIssuer, { joining: token });
    const { found } = await database.asSystem((tx) =>
      tx.one<{ found: number }>(sql`
        select (select count(*) from sign_in_attempts a where a::text like ${`%${token}%`})
          + (select count(*) from sign_in_newcomers n where n::text like ${`%${token}%`}) as found`),
    );
    assert.equal(found, 0);
  });
});
