import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as accountsContract from '#server/accounts/contract.ts';
import { hashPassword } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import * as secondFactorsContract from '#server/second-factors/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from '../contract.ts';
import { openSession } from '../sessions.ts';

const app = await startTestApp({ TRUST_PROXY: 'true' });
const { database } = app.services;
const better = 'seven lanterns on a quiet quay';

/** A person with three sessions. */
async function withThreeSessions() {
  const { client, accountId } = await app.newAccount();
  const { user } = await client.call(contract.getSession);
  const open = async () => {
    const owner = { accountId, userId: user.id };
    const token = await openSession(database, owner, { ip: '8.8.4.4', userAgent: 'test' });
    return createClient(app.url, { cookie: `session=${token}` });
  };
  // What is looked at here is not how many may log in from one place.
  await database.asSystem((tx) => tx.execute(sql`delete from login_rates`));
  return { client, others: [await open(), await open()], email: user.email, userId: user.id };
}

const enter = (email: string, password: string, ip: string) =>
  fetch(`${app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: app.url, 'x-forwarded-for': ip },
    body: JSON.stringify({ email, password }),
  });

async function areOut(
  clients: ApiClient[],
  ask: typeof contract.getSession | typeof accountsContract.getAccount = contract.getSession,
) {
  for (const client of clients) await assert.rejects(client.call(ask), { code: 'not_logged_in' });
}

/** As the mail says it, which leaves the worker. */
async function passwordLink(email: string): Promise<string> {
  await app.visitor().call(contract.askForPasswordLink, { body: { email } });
  await runJobs(app.services);
  const { link } = await lastSystemMail(app.services, email, 'reset-password');
  return new URL(link).hash.slice(1);
}

describe('a changed password (CVE-2026-34828)', () => {
  it('ends the other sessions within a second, keeps this one, and is told by mail', async () => {
    const { client, others, email } = await withThreeSessions();
    await client.call(contract.changePassword, { body: { present: person.password, password: better } });
    const changed = performance.now();
    await areOut(others);
    assert.ok(performance.now() - changed < 1000);
    await client.call(contract.getSession);
    assert.equal((await enter(email, person.password, '10.1.1.1')).status, 401);
    assert.equal((await enter(email, better, '10.1.2.1')).status, 200);
    const mail = await lastSystemMail(app.services, email, 'sign-in-changed');
    assert.equal(mail.change, 'Your password was changed.');
  });

  it('is no proof for dangerous acts to who has a second factor', async () => {
    const { client, userId } = await withThreeSessions();
    await enrolAuthenticator(client);
    await database.asSystem((tx) =>
      tx.execute(sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${userId}`),
    );
    await client.call(contract.changePassword, { body: { present: person.password, password: better } });
    await assert.rejects(client.call(secondFactorsContract.removeAuthenticatorApp), {
      code: 'step_up_needed',
    });
  });

  it('needs the present one, which cannot be guessed at', async () => {
    const { client, others } = await withThreeSessions();
    const change = (present: string) =>
      client.call(contract.changePassword, { body: { present, password: better } });
    for (let tries = 0; tries < 5; tries++)
      await assert.rejects(change('a wrong guess'), (error: { fields: object }) => 'present' in error.fields);
    await database.asSystem((tx) =>
      tx.execute(
        sql`update login_failures set blocked_until = now() + interval '1 hour' where blocked_until > last_at`,
      ),
    );
    await assert.rejects(change(person.password), { code: 'too_many_requests' });
    await others[0]!.call(contract.getSession);
  });

  it('is refused when it is weak, common, or the same', async () => {
    const { client } = await withThreeSessions();
    for (const password of ['Password2026!', person.password, 'anaokafor12345'])
      await assert.rejects(
        client.call(contract.changePassword, { body: { present: person.password, password } }),
        (error: { fields: object }) => 'password' in error.fields,
      );
  });

  it('may be 128 characters long, all of which count', async () => {
    const { client, email } = await withThreeSessions();
    const long = 'é lantern, '.repeat(11).slice(0, 120) + better.slice(0, 8);
    assert.equal(long.length, 128);
    await client.call(contract.changePassword, { body: { present: person.password, password: long } });
    assert.equal((await enter(email, `${long.slice(0, 127)}x`, '10.1.3.1')).status, 401);
    assert.equal((await enter(email, long, '10.1.4.1')).status, 200);
  });
});

describe('a password link', () => {
  it('gives a new password once, ends all sessions and opens none', async () => {
    const { client, others, email } = await withThreeSessions();
    const token = await passwordLink(email);
    const visitor = app.visitor();
    await visitor.call(contract.resetPassword, { body: { token, password: better } });
    await areOut([client, ...others, visitor]);
    await assert.rejects(
      visitor.call(contract.resetPassword, { body: { token, password: `${better} two` } }),
      {
        code: 'wrong_state',
      },
    );
    assert.equal((await enter(email, better, '10.1.5.1')).status, 200);
  });

  it('stays good when the new password is refused', async () => {
    const { email } = await withThreeSessions();
    const token = await passwordLink(email);
    const reset = (password: string) =>
      app.visitor().call(contract.resetPassword, { body: { token, password } });
    await assert.rejects(reset('Administrator'), { code: 'invalid_input' });
    await reset(better);
  });

  it('lasts half an hour', async () => {
    const { email } = await withThreeSessions();
    const token = await passwordLink(email);
    const { minutes } = await database.asSystem((tx) =>
      tx.one<{ minutes: number }>(sql`
        select extract(epoch from expires_at - created_at)::int / 60 as minutes from one_time_links
        where purpose = 'reset-password' order by created_at desc limit 1`),
    );
    assert.equal(minutes, 30);
    await database.asSystem((tx) =>
      tx.execute(sql`update one_time_links set expires_at = now() where purpose = 'reset-password'`),
    );
    await assert.rejects(app.visitor().call(contract.resetPassword, { body: { token, password: better } }), {
      code: 'wrong_state',
    });
  });

  it('ends when another was used or the password was changed', async () => {
    const { client, email } = await withThreeSessions();
    const first = await passwordLink(email);
    const second = await passwordLink(email);
    await client.call(contract.changePassword, { body: { present: person.password, password: better } });
    for (const token of [first, second])
      await assert.rejects(
        app.visitor().call(contract.resetPassword, { body: { token, password: `${better} two` } }),
        { code: 'wrong_state' },
      );
  });

  it('is mailed three times an hour at most, and to nobody without a login', async () => {
    const { email } = await withThreeSessions();
    for (let times = 0; times < 5; times++)
      for (const asked of [email, 'nobody@account.example'])
        await app.visitor().call(contract.askForPasswordLink, { body: { email: asked } });
    await runJobs(app.services);
    assert.equal(await countSystemMails(app.services, email, 'reset-password'), 3);
    assert.equal(await countSystemMails(app.services, 'nobody@account.example', 'reset-password'), 0);
  });

  it('is a proof of the address; if the first, it takes away what others may have made', async () => {
    const { client, email, userId } = await withThreeSessions();
    const { key } = await client.call(accountsContract.createApiKey, {
      body: { name: 'Theirs', scopes: [...accountsContract.keyScopes] },
    });
    await enrolAuthenticator(client);
    await database.asSystem((tx) =>
      tx.execute(sql`update users set confirmed_at = null where id = ${userId}`),
    );
    const token = await passwordLink(email);
    await app.visitor().call(contract.resetPassword, { body: { token, password: better } });
    await areOut([createClient(app.url, { apiKey: key })], accountsContract.getAccount);
    assert.equal((await enter(email, better, '10.1.9.1')).status, 200, 'no factor of theirs is asked for');
    const { confirmed } = await database.asSystem((tx) =>
      tx.one<{ confirmed: boolean }>(
        sql`select confirmed_at is not null as confirmed from users where id = ${userId}`,
      ),
    );
    assert.equal(confirmed, true);
  });

  it('helps an owner whom guessing would hold up', async () => {
    const { email } = await withThreeSessions();
    for (let tries = 0; tries < 5; tries++) await enter(email, 'a wrong guess', `10.2.${tries}.1`);
    await database.asSystem((tx) =>
      tx.execute(sql`update login_failures set blocked_until = now() + interval '1 hour'`),
    );
    const token = await passwordLink(email);
    const visitor = app.visitor();
    await visitor.call(contract.resetPassword, { body: { token, password: better } });
    await visitor.call(contract.logIn, { body: { email, password: better } });
  });
});

describe('a hash that costs less than ours by now', () => {
  it('is made again at the next login', async () => {
    const { email, userId } = await withThreeSessions();
    const cheap = await hashPassword(person.password, { memory: 8192, passes: 1, parallelism: 1 });
    const stored = () =>
      database.asSystem((tx) =>
        tx.one<{ hash: string }>(sql`select password_hash as hash from users where id = ${userId}`),
      );
    await database.asSystem((tx) =>
      tx.execute(sql`update users set password_hash = ${cheap} where id = ${userId}`),
    );
    assert.equal((await enter(email, person.password, '10.3.1.1')).status, 200);
    assert.match((await stored()).hash, /m=19456,t=2/);
    assert.equal((await enter(email, person.password, '10.3.2.1')).status, 200);
  });
});
