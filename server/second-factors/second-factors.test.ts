import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as accountsContract from '#server/accounts/contract.ts';
import * as operatorContract from '#server/operator/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { openSession } from '#server/sign-in/index.ts';
import { startTestApp } from '#testing/app.ts';
import { codeOf, enrolAuthenticator } from '#testing/second-factor.ts';
import { softwareAuthenticator } from '#testing/software-authenticator.ts';
import { countSystemMails, lastSystemMail } from '#testing/system-mail.ts';
import * as contract from './contract.ts';

const origin = 'https://mail.example.com';
const app = await startTestApp({ BASE_URL: origin });
const { database } = app.services;

/** Another browser of the same person. */
async function anotherSession(owner: { accountId: string; userId: string }): Promise<ApiClient> {
  const token = await openSession(database, owner, { ip: '127.0.0.2', userAgent: 'another' });
  return createClient(app.url, { cookie: `__Host-session=${token}` });
}

/** As if the last code was taken long ago, so that the present one is good again. */
const forgetLastCode = (userId: string) =>
  database.asSystem((tx) =>
    tx.execute(sql`update authenticator_apps set last_step = 0 where user_id = ${userId}`),
  );

const letTimePass = (userId: string) =>
  database.asSystem((tx) =>
    tx.execute(
      sql`update sessions set proved_at = proved_at - interval '11 minutes' where user_id = ${userId}`,
    ),
  );

async function addPasskey(client: ApiClient, name = 'Phone') {
  const authenticator = softwareAuthenticator(origin);
  const { options } = await client.call(contract.askForNewPasskey);
  const added = await client.call(contract.addPasskey, {
    body: { name, passkey: authenticator.make(options) },
  });
  return { authenticator, ...added };
}

describe('an authenticator app', () => {
  it('counts once a code of it was shown, and hands out ten recovery codes', async () => {
    const { client } = await app.newAccount();
    const { key, link } = await client.call(contract.beginAuthenticatorApp);
    assert.match(link, /^otpauth:\/\/totp\/.*secret=/);
    assert.equal((await client.call(contract.getSecondFactors)).authenticatorApp, null);
    const { recoveryCodes } = await client.call(contract.confirmAuthenticatorApp, {
      body: { code: codeOf(key) },
    });
    assert.equal(new Set(recoveryCodes).size, 10);
    const factors = await client.call(contract.getSecondFactors);
    assert.ok(factors.authenticatorApp?.confirmedAt);
    assert.equal(factors.recoveryCodesLeft, 10);
  });

  it('is stored sealed, in a form that is of no use to another person', async () => {
    const one = await app.newAccount();
    const two = await app.newAccount();
    const { key } = await enrolAuthenticator(one.client);
    await enrolAuthenticator(two.client);
    const { dump } = await database.asSystem((tx) =>
      tx.one<{ dump: string }>(
        sql`select encode(secret, 'escape') as dump from authenticator_apps where user_id = ${one.userId}`,
      ),
    );
    assert.equal(dump.includes(key), false);
    await database.asSystem((tx) =>
      tx.execute(sql`
        update authenticator_apps set last_step = 0, secret = (select secret from authenticator_apps where user_id = ${one.userId})
        where user_id = ${two.userId}`),
    );
    await assert.rejects(two.client.call(contract.proveYourself, { body: { code: codeOf(key) } }), {
      status: 500,
    });
  });

  it('has each code taken once, were it at the same moment', async () => {
    const { client, userId } = await app.newAccount();
    const { key } = await enrolAuthenticator(client);
    const prove = () => client.fetch(contract.proveYourself, { body: { code: codeOf(key) } });
    assert.equal((await prove()).status, 400);
    await forgetLastCode(userId);
    const statuses = (await Promise.all([prove(), prove(), prove()])).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 400, 400]);
  });

  it('may be a step early or late, and no more', async () => {
    const { client, userId } = await app.newAccount();
    const { key } = await enrolAuthenticator(client);
    for (const [steps, status] of [
      [-3, 400],
      [-1, 200],
      [1, 200],
      [3, 400],
    ] as const) {
      await forgetLastCode(userId);
      // The 30 seconds may turn between making the code and looking at it: then it is a step older.
      const code = codeOf(key, steps);
      const late = codeOf(key, steps) !== code;
      const answer = await client.fetch(contract.proveYourself, { body: { code } });
      if (!late) assert.equal(answer.status, status, `${steps} steps`);
    }
  });

  it('keeps whoever guesses waiting, even with the right code, and forgives', async () => {
    const { client, userId } = await app.newAccount();
    const { key } = await enrolAuthenticator(client);
    await forgetLastCode(userId);
    const prove = (code: string) => client.call(contract.proveYourself, { body: { code } });
    const wrong = codeOf(key, 1000);
    for (let tries = 0; tries < 5; tries++) await assert.rejects(prove(wrong), { code: 'invalid_input' });
    await assert.rejects(prove(codeOf(key)), { code: 'too_many_requests' });
    await database.asSystem((tx) =>
      tx.execute(sql`update authenticator_apps set next_try_at = now() where user_id = ${userId}`),
    );
    await prove(codeOf(key));
  });

  it('can be removed, and then a password is enough again', async () => {
    const { client, userId, email } = await app.newAccount();
    await enrolAuthenticator(client);
    await client.call(contract.removeAuthenticatorApp);
    const factors = await client.call(contract.getSecondFactors);
    assert.deepEqual([factors.authenticatorApp, factors.recoveryCodesLeft], [null, 0]);
    assert.deepEqual((await client.call(contract.getProofMethods)).methods, ['password']);
    const { change } = await lastSystemMail(app.services, email, 'sign-in-changed');
    assert.match(change, /removed/);
    const { secondFactor } = await database.asSystem((tx) =>
      tx.one<{ secondFactor: boolean }>(
        sql`select second_factor as "secondFactor" from sessions where user_id = ${userId}`,
      ),
    );
    assert.equal(secondFactor, false);
  });
});

describe('a change of a second factor', () => {
  it('ends the other sessions at once and is told by mail', async () => {
    const owner = await app.newAccount();
    const others = [await anotherSession(owner), await anotherSession(owner)];
    for (const other of others) await other.call(signInContract.getSession);
    const changes = [
      () => enrolAuthenticator(owner.client),
      () => addPasskey(owner.client),
      () => owner.client.call(contract.renewRecoveryCodes),
      () => owner.client.call(contract.removeAuthenticatorApp),
    ];
    for (const [index, change] of changes.entries()) {
      await change();
      for (const other of others)
        await assert.rejects(other.call(signInContract.getSession), { code: 'not_logged_in' });
      await owner.client.call(signInContract.getSession);
      assert.equal(await countSystemMails(app.services, owner.email, 'sign-in-changed'), index + 1);
      others.splice(0, 2, await anotherSession(owner), await anotherSession(owner));
      for (const other of others) await other.call(signInContract.getSession);
    }
  });

  it('leaves other people alone', async () => {
    const one = await app.newAccount();
    const two = await app.newAccount();
    await enrolAuthenticator(one.client);
    await two.client.call(signInContract.getSession);
    assert.deepEqual((await two.client.call(contract.getSecondFactors)).authenticatorApp, null);
  });
});

describe('recovery codes', () => {
  it('work once each, however they are typed, and their use is told by mail', async () => {
    const { client, email } = await app.newAccount();
    const { recoveryCodes } = await enrolAuthenticator(client);
    const [first, second] = recoveryCodes;
    const prove = (recoveryCode: string) => client.call(contract.proveYourself, { body: { recoveryCode } });
    await prove(first!);
    await assert.rejects(prove(first!), { code: 'invalid_input' });
    await prove(` ${second!.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')} `);
    assert.equal((await client.call(contract.getSecondFactors)).recoveryCodesLeft, 8);
    const { change } = await lastSystemMail(app.services, email, 'sign-in-changed');
    assert.match(change, /recovery code was used.*8 are left/);
  });

  it('work once when used at the same moment', async () => {
    const { client } = await app.newAccount();
    const { recoveryCodes } = await enrolAuthenticator(client);
    const prove = () => client.fetch(contract.proveYourself, { body: { recoveryCode: recoveryCodes[0]! } });
    const statuses = (await Promise.all([prove(), prove(), prove()])).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 400, 400]);
  });

  it('are replaced by new ones, and nobody else’s', async () => {
    const one = await app.newAccount();
    const two = await app.newAccount();
    const before = (await enrolAuthenticator(one.client)).recoveryCodes;
    const theirs = (await enrolAuthenticator(two.client)).recoveryCodes;
    const { recoveryCodes } = await one.client.call(contract.renewRecoveryCodes);
    const prove = (recoveryCode: string) =>
      one.client.call(contract.proveYourself, { body: { recoveryCode } });
    await assert.rejects(prove(before[0]!), { code: 'invalid_input' });
    await assert.rejects(prove(theirs[0]!), { code: 'invalid_input' });
    await prove(recoveryCodes[0]!);
  });

  it('are not in the database, and not for who has nothing to recover', async () => {
    const { client, userId } = await app.newAccount();
    await assert.rejects(client.call(contract.renewRecoveryCodes), { code: 'wrong_state' });
    const { recoveryCodes } = await enrolAuthenticator(client);
    const { hashes } = await database.asSystem((tx) =>
      tx.one<{ hashes: string }>(
        sql`select string_agg(encode(code_hash, 'escape'), ' ') as hashes from recovery_codes where user_id = ${userId}`,
      ),
    );
    for (const code of recoveryCodes) assert.equal(hashes.includes(code.replaceAll('-', '')), false);
    // 28 letters of 32 are 140 bits.
    assert.match(recoveryCodes[0]!, /^([0-9a-hjkmnp-tv-z]{7}-){3}[0-9a-hjkmnp-tv-z]{7}$/);
  });
});

describe('a passkey', () => {
  it('is made, listed, renamed, used and removed', async () => {
    const { client, email } = await app.newAccount();
    const { passkey, recoveryCodes, authenticator } = await addPasskey(client);
    assert.equal(recoveryCodes?.length, 10);
    assert.equal(passkey.isSynced, true);
    await client.call(contract.renamePasskey, { params: { id: passkey.id }, body: { name: 'Old phone' } });
    const { options } = await client.call(contract.askForProofByPasskey);
    await client.call(contract.proveYourself, { body: { passkey: authenticator.use(options) } });
    const { passkeys, passkeyOrigin } = await client.call(contract.getSecondFactors);
    assert.deepEqual([passkeys[0]?.name, passkeyOrigin], ['Old phone', origin]);
    assert.ok(passkeys[0]?.lastUsedAt);
    await client.call(contract.removePasskey, { params: { id: passkey.id } });
    assert.deepEqual((await client.call(contract.getSecondFactors)).passkeys, []);
    assert.match(
      (await lastSystemMail(app.services, email, 'sign-in-changed')).change,
      /“Old phone” was removed/,
    );
  });

  it('is refused when anything about its making is wrong', async () => {
    const { client } = await app.newAccount();
    const mischief = [{ origin: 'https://evil.example' }, { rpId: 'evil.example' }, { userVerified: false }];
    for (const wrong of mischief) {
      const { options } = await client.call(contract.askForNewPasskey);
      const passkey = softwareAuthenticator(origin).make(options, wrong);
      const add = client.call(contract.addPasskey, { body: { name: 'Phone', passkey } });
      await assert.rejects(add, { code: 'invalid_input' }, JSON.stringify(wrong));
    }
  });

  it('is made once for each challenge, and for the person it was made for', async () => {
    const one = await app.newAccount();
    const two = await app.newAccount();
    const { options } = await one.client.call(contract.askForNewPasskey);
    const passkey = softwareAuthenticator(origin).make(options);
    const body = { name: 'Phone', passkey };
    await assert.rejects(two.client.call(contract.addPasskey, { body }), { code: 'invalid_input' });
    await one.client.call(contract.addPasskey, { body });
    const again = softwareAuthenticator(origin).make(options);
    await assert.rejects(one.client.call(contract.addPasskey, { body: { name: 'Again', passkey: again } }), {
      code: 'invalid_input',
    });
  });

  it('is refused when anything about its use is wrong', async () => {
    const one = await app.newAccount();
    const two = await app.newAccount();
    const { authenticator } = await addPasskey(one.client);
    const theirs = await addPasskey(two.client);
    const refused = async (about: string, sign: (options: { challenge: string }) => object) => {
      const { options } = await one.client.call(contract.askForProofByPasskey);
      const prove = one.client.call(contract.proveYourself, { body: { passkey: sign(options) as never } });
      await assert.rejects(prove, { code: 'invalid_input' }, about);
    };
    const { options: first } = await one.client.call(contract.askForProofByPasskey);
    await one.client.call(contract.proveYourself, { body: { passkey: authenticator.use(first) } });
    await refused('another site', (options) =>
      authenticator.use(options, { origin: 'https://evil.example' }),
    );
    await refused('another name', (options) => authenticator.use(options, { rpId: 'evil.example' }));
    await refused('nobody verified', (options) => authenticator.use(options, { userVerified: false }));
    await refused('a counter that goes back', (options) => authenticator.use(options, { counter: 1 }));
    await refused('another person', (options) => theirs.authenticator.use(options));
    await refused('another challenge', () => authenticator.use({ challenge: 'AAAA' }));
    await refused('another handle', (options) => authenticator.use(options, { userHandle: 'AAAA' }));
  });

  it('signs each challenge once', async () => {
    const { client } = await app.newAccount();
    const { authenticator } = await addPasskey(client);
    const { options } = await client.call(contract.askForProofByPasskey);
    const passkey = authenticator.use(options);
    await client.call(contract.proveYourself, { body: { passkey } });
    await assert.rejects(client.call(contract.proveYourself, { body: { passkey } }), {
      code: 'invalid_input',
    });
  });

  it('of somebody else cannot be renamed or removed', async () => {
    const one = await app.newAccount();
    const two = await app.newAccount();
    const { passkey } = await addPasskey(one.client);
    const params = { id: passkey.id };
    await assert.rejects(two.client.call(contract.removePasskey, { params }), { code: 'not_found' });
    const rename = two.client.call(contract.renamePasskey, { params, body: { name: 'Mine' } });
    await assert.rejects(rename, { code: 'not_found' });
  });

  it('needs an address that browsers accept', async () => {
    const numbered = await startTestApp({ BASE_URL: 'http://127.0.0.1:3000' });
    const { client } = await numbered.newAccount();
    assert.equal((await client.call(contract.getSecondFactors)).passkeyOrigin, null);
    await assert.rejects(client.call(contract.askForNewPasskey), { code: 'blocked' });
  });
});

describe('confirming that it is you', () => {
  const makeKey = (client: ApiClient) =>
    client.call(accountsContract.createApiKey, {
      body: { name: 'Shop', scopes: ['account:read'] },
    });

  it('is asked for before dangerous acts, after ten minutes', async () => {
    const { client, userId } = await app.newAccount();
    await makeKey(client);
    await letTimePass(userId);
    await assert.rejects(makeKey(client), { code: 'step_up_needed', status: 403 });
    await client.call(accountsContract.getAccount);
    await client.call(contract.proveYourself, { body: { password: 'a calm and friendly sentence' } });
    await makeKey(client);
  });

  it('takes the second factor of who has one, and not the password', async () => {
    const { client, userId } = await app.newAccount();
    const { key } = await enrolAuthenticator(client);
    await forgetLastCode(userId);
    await letTimePass(userId);
    const { methods } = await client.call(contract.getProofMethods);
    assert.deepEqual(methods, ['code', 'recoveryCode']);
    const byPassword = client.call(contract.proveYourself, {
      body: { password: 'a calm and friendly sentence' },
    });
    await assert.rejects(byPassword, { code: 'wrong_state' });
    await client.call(contract.proveYourself, { body: { code: codeOf(key) } });
    await makeKey(client);
  });

  it('gives the session a new token, and whoever holds the old one no proof', async () => {
    const { client, cookie, userId } = await app.newAccount();
    await letTimePass(userId);
    await client.call(contract.proveYourself, { body: { password: 'a calm and friendly sentence' } });
    const old = createClient(app.url, { cookie });
    await old.call(signInContract.getSession);
    await assert.rejects(makeKey(old), { code: 'step_up_needed' });
    await letTimePass(userId);
    await assert.rejects(old.call(signInContract.getSession), { code: 'not_logged_in' });
    await client.call(signInContract.getSession);
  });

  it('ends the session of who tries ten times in vain', async () => {
    const { client } = await app.newAccount();
    const guess = () => client.call(contract.proveYourself, { body: { password: 'not the password' } });
    for (let tries = 1; tries < 10; tries++) await assert.rejects(guess(), { code: 'invalid_input' });
    await assert.rejects(guess(), { code: 'not_logged_in' });
    await assert.rejects(client.call(signInContract.getSession), { code: 'not_logged_in' });
  });

  it('looks at no more than ten of many guesses at once', async () => {
    const { client } = await app.newAccount();
    const guess = () => client.call(contract.proveYourself, { body: { password: 'not the password' } });
    const answers = await Promise.allSettled(Array.from({ length: 40 }, guess));
    const codes = answers.map((answer) => answer.status === 'rejected' && answer.reason.code);
    assert.ok(codes.filter((code) => code !== 'not_logged_in').length <= 10, codes.join());
  });
});

describe('who runs the install', () => {
  it('reaches the routes of operators with a second factor alone', async () => {
    const operator = await app.newOperator();
    await operator.client.call(operatorContract.listAccounts);
    const byPassword = await anotherSession(operator);
    await assert.rejects(byPassword.call(operatorContract.listAccounts), {
      code: 'second_factor_needed',
      status: 403,
    });
    await byPassword.call(accountsContract.getAccount);
    await enrolAuthenticator(byPassword);
    await byPassword.call(operatorContract.listAccounts);
  });
});
