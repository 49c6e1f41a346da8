/** Logging in with a login elsewhere, at a certified issuer over TLS. */
import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { getProfile } from '#server/accounts/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient } from '#server/platform/http/index.ts';
import { readRegistration, setRegistrationMode } from '#server/registration/contract.ts';
import {
  beginAuthenticatorApp,
  getProofMethods,
  proveYourself,
  removeAuthenticatorApp,
  takeSecondStep,
} from '#server/second-factors/contract.ts';
import { getSession, logIn } from '#server/sign-in/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { followIssuer, issuerNetwork } from '#testing/issuer/network.ts';
import { type IssuersPerson, startRealIssuer } from '#testing/issuer/real-issuer.ts';
import { addToInstall, queryOf, signIn } from '#testing/issuer/sign-in.ts';
import { codeOf, enrolAuthenticator } from '#testing/second-factor.ts';
import { countSystemMails } from '#testing/system-mail.ts';
import {
  beginInstallTest,
  beginLink,
  beginProof,
  changeInstallProvider,
  finishLink,
  finishProof,
  finishTest,
  getNewcomer,
  listIdentities,
  listSignInProviders,
  registerNewcomer,
  removeInstallProvider,
  unlinkIdentity,
} from './contract.ts';

const network = await issuerNetwork();
after(() => network.close());
const issuer = await startRealIssuer();
after(() => issuer.close());
const app = await startTestApp({ ...network.env, TRUST_PROXY: 'true', BASE_URL: 'http://mail.test.example' });
const { database } = app.services;
const operator = await app.newOperator();
const provider = await addToInstall(operator.client, issuer, { registers: true });
issuer.redirectUris.push(provider.redirectUri);

// Whoever is logged in comes from one network, which is slowed down otherwise.
beforeEach(async () => {
  await database.asSystem((tx) => tx.execute(sql`delete from login_rates`));
});

let networks = 0;
/** Each browser from a network of its own: logins are limited by network. */
const browser = () => {
  networks += 1;
  return createClient(app.url, { forwardedFor: `10.9.${networks}.1` });
};
const as = (person: IssuersPerson) => {
  issuer.person = person;
  return followIssuer;
};

/** A new account whose owner has linked a login elsewhere. */
async function linkedOwner() {
  const owner = await app.newAccount();
  const sub = `owner ${owner.userId}`;
  const { address } = await owner.client.call(beginLink, { body: { providerId: provider.id } });
  const answer = queryOf(await as({ sub, email: `${owner.userId}@elsewhere.example` })(address));
  const identity = await owner.client.call(finishLink, { body: { providerId: provider.id, answer } });
  return { ...owner, sub, identity };
}

describe('logging in with a provider', () => {
  it('is offered to everybody, without what is no business of theirs', async () => {
    const { items } = await app.visitor().call(listSignInProviders);
    assert.deepEqual(items, [{ id: provider.id, kind: 'oidc', label: 'Harbour ID', registers: true }]);
  });

  it('lets in whom the subject was linked with', async () => {
    const { sub, email } = await linkedOwner();
    const client = browser();
    const { session } = await signIn(client, provider.id, as({ sub }));
    assert.equal(session?.user.email, email);
    assert.equal((await client.call(getSession)).user.email, email);
  });

  it('lets nobody in by an address, were it vouched for', async () => {
    const { email } = await app.newAccount();
    const stranger = as({ sub: 'somebody with that address', email, email_verified: true });
    await assert.rejects(signIn(browser(), provider.id, stranger), {
      code: 'sign_in_refused',
      message: /Log in as you usually do, then link Harbour ID/,
    });
  });

  it('tells nothing of an address that the provider does not vouch for', async () => {
    const { email } = await app.newAccount();
    const refusal = async (person: IssuersPerson) =>
      await signIn(browser(), provider.id, as(person)).then(
        () => assert.fail(),
        ({ message }: Error) => message,
      );
    assert.equal(
      await refusal({ sub: 'unverified', email, email_verified: false }),
      await refusal({ sub: 'unknown', email: 'nobody@nowhere.example', email_verified: false }),
    );
  });

  it('asks for the second factor that somebody has here, unless the provider’s own is trusted', async () => {
    const { sub, client } = await linkedOwner();
    const { key } = await enrolAuthenticator(client);
    const elsewhere = browser();
    await assert.rejects(signIn(elsewhere, provider.id, as({ sub })), { code: 'second_step_needed' });
    await assert.rejects(elsewhere.call(getSession), { code: 'not_logged_in' });
    await elsewhere.call(takeSecondStep, { body: { code: codeOf(key, 1) } });
    assert.ok(await elsewhere.call(getSession));
    const change = (trustsSecondFactor: boolean) =>
      operator.client.call(changeInstallProvider, {
        params: { id: provider.id },
        body: { trustsSecondFactor },
      });
    await change(true);
    try {
      assert.ok((await signIn(browser(), provider.id, as({ sub }))).session);
    } finally {
      await change(false);
    }
  });

  it('ends the sessions it opened when it is disabled, and lets nobody in until it is enabled again', async () => {
    const other = await addToInstall(operator.client, issuer);
    issuer.redirectUris.push(other.redirectUri);
    const owner = await app.newAccount();
    await database.asSystem((tx) =>
      tx.execute(sql`insert into identities (id, provider_id, subject, user_id, called)
        values (gen_random_uuid(), ${other.id}, 'cy', ${owner.userId}, 'cy')`),
    );
    const client = browser();
    await signIn(client, other.id, as({ sub: 'cy' }));
    const set = (enabled: boolean) =>
      operator.client.call(changeInstallProvider, { params: { id: other.id }, body: { enabled } });
    await set(false);
    await assert.rejects(client.call(getSession), { code: 'not_logged_in' });
    await assert.rejects(signIn(browser(), other.id, as({ sub: 'cy' })), { code: 'not_found' });
    await set(true);
    assert.ok(await signIn(client, other.id, as({ sub: 'cy' })));
    await operator.client.call(removeInstallProvider, { params: { id: other.id } });
    await assert.rejects(client.call(getSession), { code: 'not_logged_in' });
    assert.ok(await owner.client.call(getSession), 'other sessions go on');
  });

  it('lets in addresses of certain domains alone, where that is wanted', async () => {
    const { sub } = await linkedOwner();
    const change = (emailDomains: string[]) =>
      operator.client.call(changeInstallProvider, { params: { id: provider.id }, body: { emailDomains } });
    await change(['harbour.example']);
    try {
      const outside = { sub, email: 'a@harbour.example.evil.example', email_verified: true };
      const unproved = { sub, email: 'a@harbour.example', email_verified: false };
      for (const person of [outside, unproved])
        await assert.rejects(signIn(browser(), provider.id, as(person)), { code: 'sign_in_refused' });
      assert.ok((await signIn(browser(), provider.id, as({ ...unproved, email_verified: true }))).session);
    } finally {
      await change([]);
    }
  });
});

describe('registering with a provider', () => {
  const rest = {
    name: 'Bo',
    organisation: 'Bo & Co',
    phone: '+351 21 123 4567',
    postalAddress: '2 Harbour Street, Lisbon',
    agreedTo: [],
  };
  const newcomer = { sub: 'bo', email: 'bo@newcomers.example', email_verified: true, name: 'Bo Lind' };

  it('is refused where nobody may register', async () => {
    await assert.rejects(signIn(browser(), provider.id, as(newcomer)), { code: 'sign_in_refused' });
  });

  it('opens an account without a password, whose address is still confirmed by mail', async () => {
    await operator.client.call(setRegistrationMode, { body: { mode: 'open' } });
    const client = browser();
    const { session } = await signIn(client, provider.id, as(newcomer));
    assert.equal(session, null);
    const { email, name } = await client.call(getNewcomer);
    assert.deepEqual({ email, name }, { email: newcomer.email, name: newcomer.name });
    const { policies } = await client.call(readRegistration, { body: {} });
    const agreedTo = policies.filter(({ mustAgree }) => mustAgree).map(({ id }) => id);
    const made = await client.call(registerNewcomer, { body: { ...rest, agreedTo } });
    assert.deepEqual([made.user.email, made.user.isConfirmed, made.role], [newcomer.email, false, 'owner']);
    assert.equal((await client.call(getProfile)).phone, rest.phone);
    assert.equal(await countSystemMails(app.services, newcomer.email, 'confirm-address'), 1);
    await assert.rejects(client.call(registerNewcomer, { body: { ...rest, agreedTo } }), {
      code: 'sign_in_over',
    });
    assert.equal(
      (await signIn(browser(), provider.id, as(newcomer))).session?.account?.name,
      rest.organisation,
    );
    const anybody = app.visitor();
    for (const password of ['', 'a calm and friendly sentence'])
      await assert.rejects(anybody.call(logIn, { body: { email: newcomer.email, password } }), {
        code: 'wrong_login',
      });
  });

  it('needs an address that the provider vouches for', async () => {
    const unproved = { sub: 'di', email: 'di@newcomers.example', email_verified: false };
    await assert.rejects(signIn(browser(), provider.id, as(unproved)), { code: 'sign_in_refused' });
  });

  it('is nobody else’s to finish', async () => {
    const client = browser();
    await signIn(client, provider.id, as({ sub: 'ed', email: 'ed@newcomers.example', email_verified: true }));
    await assert.rejects(browser().call(registerNewcomer, { body: rest }), { code: 'sign_in_over' });
  });
});

describe('linked logins', () => {
  it('are shown, told of by mail, and end the other sessions', async () => {
    const owner = await app.newAccount();
    const elsewhere = await app.logInAs(owner.userId, owner.accountId);
    const { address } = await owner.client.call(beginLink, { body: { providerId: provider.id } });
    const answer = queryOf(await as({ sub: 'fay', email: 'fay@elsewhere.example' })(address));
    await owner.client.call(finishLink, { body: { providerId: provider.id, answer } });
    await assert.rejects(elsewhere.call(getSession), { code: 'not_logged_in' });
    const { items, offers, hasPassword } = await owner.client.call(listIdentities);
    assert.deepEqual(
      [items.map(({ called }) => called), offers, hasPassword],
      [['fay@elsewhere.example'], [], true],
    );
    assert.equal(await countSystemMails(app.services, owner.email, 'sign-in-changed'), 1);
  });

  it('are linked with one person', async () => {
    const { sub } = await linkedOwner();
    const other = await app.newAccount();
    const { address } = await other.client.call(beginLink, { body: { providerId: provider.id } });
    const body = { providerId: provider.id, answer: queryOf(await as({ sub })(address)) };
    await assert.rejects(other.client.call(finishLink, { body }), { code: 'already_exists' });
  });

  it('need a recent proof, and an address that is one’s own', async () => {
    const { client, userId } = await app.newAccount();
    await database.asSystem((tx) =>
      tx.execute(
        sql`update sessions set proved_at = now() - interval '11 minutes' where user_id = ${userId}`,
      ),
    );
    await assert.rejects(client.call(beginLink, { body: { providerId: provider.id } }), {
      code: 'step_up_needed',
    });
    const unconfirmed = await app.newAccount();
    await database.asSystem((tx) =>
      tx.execute(sql`update users set confirmed_at = null where id = ${unconfirmed.userId}`),
    );
    await assert.rejects(unconfirmed.client.call(beginLink, { body: { providerId: provider.id } }), {
      code: 'not_confirmed',
    });
  });

  it('are never unlinked when nothing else opens the door', async () => {
    const { client, userId, identity } = await linkedOwner();
    const hasPassword = (hash: string | null) =>
      database.asSystem((tx) =>
        tx.execute(sql`update users set password_hash = ${hash} where id = ${userId}`),
      );
    const { hash } = await database.asSystem((tx) =>
      tx.one<{ hash: string }>(sql`select password_hash as hash from users where id = ${userId}`),
    );
    await hasPassword(null);
    await assert.rejects(client.call(unlinkIdentity, { params: { id: identity.id } }), {
      code: 'wrong_state',
    });
    await hasPassword(hash);
    await client.call(unlinkIdentity, { params: { id: identity.id } });
    assert.deepEqual((await client.call(listIdentities)).items, []);
  });

  it('are not another person’s to unlink', async () => {
    const { identity } = await linkedOwner();
    const other = await linkedOwner();
    await assert.rejects(other.client.call(unlinkIdentity, { params: { id: identity.id } }), {
      code: 'not_found',
    });
  });
});

describe('confirming with a provider that it is you', () => {
  async function withoutPassword() {
    const owner = await linkedOwner();
    await database.asSystem((tx) =>
      tx.execute(sql`update users set password_hash = null where id = ${owner.userId}`),
    );
    await database.asSystem((tx) =>
      tx.execute(
        sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${owner.userId}`,
      ),
    );
    return owner;
  }

  it('is the way of who has no password, and has the provider ask anew', async () => {
    const { client, sub } = await withoutPassword();
    assert.deepEqual(await client.call(getProofMethods), {
      methods: ['provider'],
      providers: [{ id: provider.id, label: 'Harbour ID' }],
    });
    await assert.rejects(client.call(beginAuthenticatorApp), { code: 'step_up_needed' });
    const { address } = await client.call(beginProof, { body: { providerId: provider.id } });
    assert.deepEqual(
      ['prompt', 'max_age'].map((name) => new URL(address).searchParams.get(name)),
      ['login', '0'],
    );
    const body = { providerId: provider.id, answer: queryOf(await as({ sub })(address)) };
    await client.call(finishProof, { body });
    assert.ok(await client.call(beginAuthenticatorApp));
  });

  it('takes nobody else’s login, and no password of who has none', async () => {
    const { client } = await withoutPassword();
    await assert.rejects(client.call(proveYourself, { body: { password: '' } }), { code: 'wrong_state' });
    const { address } = await client.call(beginProof, { body: { providerId: provider.id } });
    const body = { providerId: provider.id, answer: queryOf(await as({ sub: 'another' })(address)) };
    await assert.rejects(client.call(finishProof, { body }), { code: 'sign_in_refused' });
    await assert.rejects(client.call(beginAuthenticatorApp), { code: 'step_up_needed' });
  });
});

describe('confirming with a provider, for who has a second factor here', () => {
  it('is no way, neither begun nor finished', async () => {
    const { client, sub, userId } = await linkedOwner();
    const { address } = await client.call(beginProof, { body: { providerId: provider.id } });
    await enrolAuthenticator(client);
    await database.asSystem((tx) =>
      tx.execute(sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${userId}`),
    );
    const body = { providerId: provider.id, answer: queryOf(await as({ sub })(address)) };
    await assert.rejects(client.call(finishProof, { body }), { code: 'wrong_state' });
    await assert.rejects(client.call(beginProof, { body: { providerId: provider.id } }), {
      code: 'wrong_state',
    });
    await assert.rejects(client.call(removeAuthenticatorApp), { code: 'step_up_needed' });
  });
});

describe('trying a provider out', () => {
  it('shows what it says and changes nothing', async () => {
    const { address } = await operator.client.call(beginInstallTest, { params: { id: provider.id } });
    const person = { sub: 'gus', email: 'gus@elsewhere.example', email_verified: true, name: 'Gus' };
    const body = { providerId: provider.id, answer: queryOf(await as(person)(address)) };
    const { subject, email, isProved, tellsTime, linkedTo } = await operator.client.call(finishTest, {
      body,
    });
    assert.deepEqual([subject, email, isProved, linkedTo], ['gus', person.email, true, null]);
    assert.equal(tellsTime, true);
    await assert.rejects(signIn(browser(), provider.id, as({ ...person, email_verified: false })), {
      code: 'sign_in_refused',
    });
  });
});
