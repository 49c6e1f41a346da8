import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemMailQueue } from '#server/accounts/index.ts';
import { listActivity } from '#server/activity/contract.ts';
import { createRecordByProduct } from '#server/activity/index.ts';
import { getSession, logIn } from '#server/sign-in/contract.ts';
import { person, startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import { forgetFactors } from './forget-factors.ts';

const app = await startTestApp();
const { database, secrets, keys } = app.services;
const deps = {
  database,
  queueSystemMail: systemMailQueue(secrets),
  recordAct: createRecordByProduct(keys.activity),
};

it('lets in again who lost all second factors, ends their sessions and tells them and the owners', async () => {
  const { client, email } = await app.newAccount();
  await enrolAuthenticator(client);
  const enter = () => app.visitor().call(logIn, { body: { email, password: person.password } });
  await assert.rejects(enter(), { code: 'second_step_needed' });

  assert.equal(await forgetFactors(deps, email.toUpperCase()), person.name);

  await assert.rejects(client.call(getSession), { code: 'not_logged_in' });
  const visitor = app.visitor();
  await visitor.call(logIn, { body: { email, password: person.password } });
  const mail = await lastSystemMail(app.services, email, 'sign-in-changed');
  assert.match(mail.change, /took all second factors off your login/);
  const { items } = await visitor.call(listActivity, { query: {} });
  const told = items.find(({ act }) => act === 'user.forget-factors');
  assert.deepEqual([told?.did, told?.object?.name], ['removed all second factors of', person.name]);
});

it('says when there is nobody or nothing to forget', async () => {
  const { email } = await app.newAccount();
  await assert.rejects(forgetFactors(deps, email), { message: `${person.name} has no second factor.` });
  await assert.rejects(forgetFactors(deps, 'nobody@account.example'), { message: /Nobody logs in here/ });
});
