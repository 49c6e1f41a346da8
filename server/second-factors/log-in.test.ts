import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import { codeOf, enrolAuthenticator } from '#testing/second-factor.ts';
import { softwareAuthenticator } from '#testing/software-authenticator.ts';
import * as contract from './contract.ts';

const origin = 'https://mail.example.com';
const app = await startTestApp({ BASE_URL: origin });
const { database } = app.services;

const logIn = (client: ApiClient, email: string) =>
  client.call(signInContract.logIn, { body: { email, password: person.password } });

async function withApp() {
  const owner = await app.newAccount();
  const factors = await enrolAuthenticator(owner.client);
  await database.asSystem((tx) =>
    tx.execute(sql`update authenticator_apps set last_step = 0 where user_id = ${owner.userId}`),
  );
  return { ...owner, ...factors };
}

async function withPasskey() {
  const owner = await app.newAccount();
  const authenticator = softwareAuthenticator(origin);
  const { options } = await owner.client.call(contract.askForNewPasskey);
  const made = await owner.client.call(contract.addPasskey, {
    body: { name: 'Phone', passkey: authenticator.make(options) },
  });
  return { ...owner, authenticator, passkeyId: made.passkey.id };
}

async function proofOf(userId: string): Promise<boolean[]> {
  const rows = await database.asSystem((tx) =>
    tx.query<{ secondFactor: boolean }>(
      sql`select second_factor as "secondFactor" from sessions where user_id = ${userId} order by created_at`,
    ),
  );
  return rows.map(({ secondFactor }) => secondFactor);
}

describe('after the right password, who has a second factor', () => {
  it('is not in before it was shown', async () => {
    const { email, key, userId } = await withApp();
    const visitor = app.visitor();
    await assert.rejects(logIn(visitor, email), { code: 'second_step_needed', status: 401 });
    await assert.rejects(visitor.call(signInContract.getSession), { code: 'not_logged_in' });
    const { methods } = await visitor.call(contract.getSecondStep);
    assert.deepEqual(methods, ['code', 'recoveryCode']);
    const session = await visitor.call(contract.takeSecondStep, { body: { code: codeOf(key) } });
    assert.equal(session.user.email, email);
    assert.equal((await visitor.call(signInContract.getSession)).user.email, email);
    assert.deepEqual(await proofOf(userId), [true, true]);
  });

  it('gets in with a recovery code or a passkey as well', async () => {
    const { email, recoveryCodes } = await withApp();
    const visitor = app.visitor();
    await assert.rejects(logIn(visitor, email), { code: 'second_step_needed' });
    await visitor.call(contract.takeSecondStep, { body: { recoveryCode: recoveryCodes[0]! } });
    const other = await withPasskey();
    const another = app.visitor();
    await assert.rejects(logIn(another, other.email), { code: 'second_step_needed' });
    const { options } = await another.call(contract.askForSecondStepByPasskey);
    assert.equal(options.allowCredentials?.length, 1);
    await another.call(contract.takeSecondStep, { body: { passkey: other.authenticator.use(options) } });
  });

  it('is told nothing and let in nowhere with a wrong one, or somebody else’s', async () => {
    const one = await withApp();
    const two = await withApp();
    const visitor = app.visitor();
    await assert.rejects(logIn(visitor, one.email), { code: 'second_step_needed' });
    for (const body of [
      { code: codeOf(two.key) },
      { recoveryCode: two.recoveryCodes[0]! },
      { code: '000000' },
    ])
      await assert.rejects(visitor.call(contract.takeSecondStep, { body }), { code: 'invalid_input' });
    await assert.rejects(visitor.call(signInContract.getSession), { code: 'not_logged_in' });
  });

  it('uses the ticket once, within ten minutes, in the browser that got it', async () => {
    const { email, recoveryCodes, userId, client } = await withApp();
    const take = (visitor: ApiClient, index: number) =>
      visitor.call(contract.takeSecondStep, { body: { recoveryCode: recoveryCodes[index]! } });
    await assert.rejects(take(app.visitor(), 0), { code: 'second_step_over', status: 401 });
    const late = app.visitor();
    await assert.rejects(logIn(late, email), { code: 'second_step_needed' });
    await database.asSystem((tx) =>
      tx.execute(sql`update login_tickets set expires_at = now() where user_id = ${userId}`),
    );
    await assert.rejects(take(late, 0), { code: 'second_step_over' });
    const visitor = app.visitor();
    await assert.rejects(logIn(visitor, email), { code: 'second_step_needed' });
    await take(visitor, 0);
    await assert.rejects(take(visitor, 1), { code: 'second_step_over' });
    // A change of the factors ends logins that are half done.
    const half = app.visitor();
    await assert.rejects(logIn(half, email), { code: 'second_step_needed' });
    await client.call(contract.renewRecoveryCodes);
    await assert.rejects(take(half, 2), { code: 'second_step_over' });
  });

  it('is not let in by an app that was begun and never confirmed', async () => {
    const { client, email } = await withPasskey();
    const { key } = await client.call(contract.beginAuthenticatorApp);
    // What is looked at here is not how many may log in from one place.
    await database.asSystem((tx) => tx.execute(sql`delete from login_rates`));
    const visitor = app.visitor();
    await assert.rejects(logIn(visitor, email), { code: 'second_step_needed' });
    const take = visitor.call(contract.takeSecondStep, { body: { code: codeOf(key) } });
    await assert.rejects(take, { code: 'wrong_state' });
  });

  it('CVE-2026-22594: cannot be got around by what a client says', async () => {
    const { email } = await withApp();
    const answer = await app.visitor().fetch(signInContract.logIn, {
      body: { email, password: person.password, secondFactor: true } as never,
    });
    assert.equal(answer.status, 400);
  });
});

describe('a passkey alone', () => {
  it('logs in, without a name and a password', async () => {
    const { email, authenticator, userId } = await withPasskey();
    const visitor = app.visitor();
    const { options } = await visitor.call(contract.askForLogInByPasskey);
    assert.deepEqual(options.allowCredentials, []);
    const session = await visitor.call(contract.logInByPasskey, {
      body: { passkey: authenticator.use(options) },
    });
    assert.equal(session.user.email, email);
    await visitor.call(signInContract.getSession);
    assert.deepEqual(await proofOf(userId), [true, true]);
  });

  it('is of no use unverified, replayed, made for another purpose, or removed', async () => {
    const { client, authenticator, passkeyId } = await withPasskey();
    const visitor = app.visitor();
    const attempt = (passkey: ReturnType<typeof authenticator.use>) =>
      visitor.call(contract.logInByPasskey, { body: { passkey } });
    const ask = async () => (await visitor.call(contract.askForLogInByPasskey)).options;
    const refused = { code: 'wrong_login', status: 401 };
    await assert.rejects(attempt(authenticator.use(await ask(), { userVerified: false })), refused);
    await assert.rejects(attempt(softwareAuthenticator(origin).use(await ask())), refused);
    const passkey = authenticator.use(await ask());
    await attempt(passkey);
    await assert.rejects(attempt(passkey), refused);
    const { options: forProof } = await client.call(contract.askForProofByPasskey);
    await assert.rejects(attempt(authenticator.use(forProof)), refused);
    await client.call(contract.removePasskey, { params: { id: passkeyId } });
    await assert.rejects(attempt(authenticator.use(await ask())), refused);
  });
});
