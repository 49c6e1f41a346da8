import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type SystemMail, systemMailQueue } from '#server/accounts/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { setRegistrationMode } from '#server/registration/contract.ts';
import { startTestApp } from '#testing/app.ts';
import { startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { fillIn } from './build-system-mail.ts';
import {
  changeSystemMailTemplate,
  getSystemMailTemplate,
  listSystemMails,
  listSystemMailTemplates,
  previewSystemMail,
  resetSystemMailTemplate,
  testSystemMail,
} from './contract.ts';
import { readOwnWords } from './read-template.ts';
import { templates } from './templates/index.ts';

const relay = await startScriptedSmtpServer();
after(() => relay.close());
const app = await startTestApp({
  SMTP_URL: `smtp://127.0.0.1:${relay.port}`,
  SYSTEM_MAIL_FROM: 'Harbour Mail <hello@mail.example>',
});
const { database, secrets } = app.services;
const operator = await app.newOperator();
const params = { kind: 'reset-password' };
const own = { subject: 'A new password for {{ name }}', text: 'Dear {{ name }},\n\n[Choose]({{ link }})' };
const until = '2026-11-26T09:41:00.000Z';
const original = templates['reset-password'];

const refused = async (body: { subject: string; text: string }) => {
  const answer = await operator.client.fetch(changeSystemMailTemplate, {
    params,
    body: { ...body, changedAt: null },
  });
  const { error } = (await answer.json()) as { error: { fields: Record<string, string> } };
  return { status: answer.status, fields: error.fields };
};

describe('the words of system mail', () => {
  it('are changed by whoever has just proved who they are: everybody believes these mails', async () => {
    const { client, userId } = await app.newOperator();
    await database.asSystem((tx) =>
      tx.execute(
        sql`update sessions set proved_at = now() - interval '11 minutes' where user_id = ${userId}`,
      ),
    );
    const change = client.call(changeSystemMailTemplate, { params, body: { ...own, changedAt: null } });
    await assert.rejects(change, { code: 'step_up_needed' });
    const open = client.call(setRegistrationMode, { body: { mode: 'open' } });
    await assert.rejects(open, { code: 'step_up_needed' });
  });

  it('are the original ones until the operator writes others, and again when these are dropped', async () => {
    const { items, from } = await operator.client.call(listSystemMailTemplates);
    assert.deepEqual(
      items.map(({ kind }) => kind),
      Object.keys(templates),
    );
    assert.deepEqual(from, { name: 'Harbour Mail', address: 'hello@mail.example' });
    assert.equal((await operator.client.call(getSystemMailTemplate, { params })).subject, original.subject);

    const save = (words: typeof own, changedAt: string | null) =>
      operator.client.call(changeSystemMailTemplate, { params, body: { ...words, changedAt } });
    const changed = await save(own, null);
    assert.deepEqual(
      [changed.subject, changed.text, changed.original.subject],
      [own.subject, own.text, original.subject],
    );
    assert.ok(changed.changedAt);
    await assert.rejects(save({ ...own, subject: 'Of somebody slower' }, null), { code: 'conflict' });
    assert.notEqual((await save(own, changed.changedAt)).changedAt, changed.changedAt);
    const mail: SystemMail = { kind: 'reset-password', name: 'Robin', link: 'https://mail.example/r', until };
    const sender = { from: { name: 'x', address: 'a@b.example' }, site: 'mail.example' };
    const words = await database.asSystem((tx) => readOwnWords(tx, 'reset-password'));
    assert.equal((await fillIn(mail, words, sender)).subject, 'A new password for Robin');

    const reset = await operator.client.call(resetSystemMailTemplate, { params });
    assert.deepEqual([reset.subject, reset.changedAt], [original.subject, null]);
  });

  it('cannot bring a second header line into the mail', async () => {
    for (const subject of ['Hi\r\nBcc: everybody@people.example', 'Hi\nX: y', 'Hi\u0000', 'Hi\u007f']) {
      const { status, fields } = await refused({ ...own, subject });
      assert.equal(status, 400);
      if (fields) assert.match(fields.subject ?? '', /Line breaks and control characters/);
    }
    const smuggled: SystemMail = {
      kind: 'reset-password',
      name: 'a\r\nBcc: b@c.example',
      link: 'https://x.example',
      until,
    };
    const sender = { from: { name: 'x', address: 'a@b.example' }, site: 'mail.example' };
    const { subject } = await fillIn(smuggled, own, sender);
    assert.doesNotMatch(subject, /[\r\n]/);
  });

  it('are refused with a sentence beside the part at fault', async () => {
    const unknown = await refused({ ...own, text: '{{ password }} [x]({{ link }})' });
    assert.match(
      unknown.fields.text ?? '',
      /nothing called “password”. It can say: name, link, until, install, site/,
    );
    assert.match(
      (await refused({ ...own, subject: '{{ unsubscribe_url }}' })).fields.subject ?? '',
      /unsubscribe_url/,
    );
    assert.match((await refused({ ...own, text: 'No link' })).fields.text ?? '', /The link is missing/);
    assert.equal((await operator.client.call(getSystemMailTemplate, { params })).changedAt, null);
  });

  it('are shown with sample values before anything is saved', async () => {
    const shown = await operator.client.call(previewSystemMail, { params, body: own });
    assert.equal(shown.subject, 'A new password for Robin');
    assert.match(shown.html, /Dear Robin,/);
    assert.deepEqual(shown.faults, {});
    const broken = await operator.client.call(previewSystemMail, { params, body: { ...own, text: '{{ x' } });
    assert.equal(broken.html, '');
    assert.match(broken.faults.text ?? '', /^Line 1: /);
  });

  it('can be sent to oneself, and come from the install', async () => {
    const result = await operator.client.call(testSystemMail, { params, body: own });
    assert.deepEqual(result, { email: operator.email, accepted: true, text: '250 2.0.0 queued' });
    const raw = relay.messages.at(-1)!.bytes.toString();
    assert.match(raw, /^Subject: \[Test\] A new password for Robin\r$/m);
    assert.match(raw, /^From: Harbour Mail <hello@mail\.example>\r$/m);
    assert.match(raw, /^Auto-Submitted: auto-generated\r$/m);
  });

  it('are nobody’s business but the operator’s', async () => {
    const { client } = await app.newAccount();
    for (const contract of [listSystemMailTemplates, listSystemMails] as const)
      assert.equal((await client.fetch(contract)).status, 404);
    assert.equal(
      (await operator.client.fetch(getSystemMailTemplate, { params: { kind: 'constructor' } })).status,
      404,
    );
  });
});

describe('what became of system mail', () => {
  it('is listed without what it said', async () => {
    const queue = systemMailQueue(secrets);
    const mail: SystemMail = {
      kind: 'reset-password',
      name: 'Robin',
      link: 'https://mail.example/secret',
      until,
    };
    for (const to of ['one@people.example', 'two%@people.example'])
      await database.asSystem((tx) => queue(tx, { accountId: operator.accountId, to, mail }));
    const { items } = await operator.client.call(listSystemMails);
    assert.deepEqual(
      items.map(({ to, state, title, tries }) => [to, state, title, tries]),
      [
        ['two%@people.example', 'queued', 'Forgotten password', 0],
        ['one@people.example', 'queued', 'Forgotten password', 0],
      ],
    );
    assert.ok(!JSON.stringify(items).includes('secret'));
    const found = await operator.client.call(listSystemMails, { query: { search: '%' } });
    assert.deepEqual(
      found.items.map(({ to }) => to),
      ['two%@people.example'],
    );
  });
});
