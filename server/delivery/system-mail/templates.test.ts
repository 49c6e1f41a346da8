import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SystemMail } from '#server/accounts/index.ts';
import { fillIn } from './build-system-mail.ts';
import { compileTemplate } from './compile-template.ts';
import { previewTemplate } from './edit-template.ts';
import { tameNames } from './tame-names.ts';
import { templates } from './templates/index.ts';

const sender = {
  from: { name: 'Harbour Mail', address: 'hello@mail.example' },
  site: 'mail.example',
};
const words = (text: string, subject = 'A subject') => ({ subject, text });
const faultsOf = async (kind: keyof typeof templates, text: string, subject?: string) => {
  const result = await compileTemplate(templates[kind], words(text, subject));
  return 'faults' in result ? result.faults : {};
};

/** Times and dates are printed by their day. */
const asPrinted = (sample: string) =>
  /^\d{4}-\d\d/.test(sample)
    ? new Date(sample).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
    : sample;

describe('the original words of every system mail', () => {
  for (const [kind, template] of Object.entries(templates)) {
    it(`${kind} can be filled in and says all it has to`, async () => {
      const preview = await previewTemplate(kind, template, sender);
      assert.ok('mail' in preview, JSON.stringify(preview));
      const { subject, html, text } = preview.mail;
      for (const part of [subject, html, text]) assert.doesNotMatch(part, /\{\{|\}\}|\{%|undefined|null/);
      assert.doesNotMatch(text, /\n{3}|<br|&amp;|\[.*\]\(/);
      if ('link' in template.fields) {
        assert.match(text, /:\nhttps:\/\/mail\.example\.com\/sample-link\n/);
        assert.match(html, /<a href="https:\/\/mail\.example\.com\/sample-link"/);
      }
      for (const [name, { sample }] of Object.entries(template.fields)) {
        const isPrinted = typeof sample === 'string' && name !== 'link';
        const said = (subject + text).replaceAll('\u2060', '');
        if (isPrinted) assert.ok(said.includes(asPrinted(sample)), `${name} is said`);
      }
    });
  }
});

describe('the words of a system mail', () => {
  const reset: SystemMail = {
    kind: 'reset-password',
    name: 'Robin <b>& Co</b>',
    link: 'https://mail.example/reset-password?token=AbC_-9&x=1#top',
    until: '2026-11-26T09:41:00.000Z',
  };

  it('become paragraphs and buttons, with values made safe', async () => {
    const own = words('Dear {{ name }} & <all>,\nhello.\n\n[Press <here>]({{ link }})', 'Hi {{ install }}');
    const named = { ...reset, name: 'Robin' };
    const { subject, html, text } = await fillIn(named, own, sender);
    assert.equal(subject, 'Hi Harbour Mail');
    assert.match(html, /Dear Robin &amp; &lt;all&gt;,<br>\s*hello\.<\/p>/);
    assert.match(
      html,
      /<a href="https:\/\/mail\.example\/reset-password\?token=AbC_-9&amp;x=1#top"[^>]*>Press &lt;here&gt;<\/a>/,
    );
    assert.match(
      text,
      /^Dear Robin & <all>,\nhello\.\n\nPress <here>:\nhttps:\/\/mail\.example\/reset-password\?token=AbC_-9&x=1#top\n\n-- \nHarbour Mail, mail\.example/,
    );
  });

  it('that cannot be used any more give way to the original ones', async () => {
    const { subject } = await fillIn(reset, words('{{ gone }} [x]({{ link }})'), sender);
    assert.equal(subject, templates['reset-password'].subject);
  });

  it('are refused with the name that nobody knows', async () => {
    assert.deepEqual(await faultsOf('reset-password', '[x]({{ link }}) {{ contact.email }}'), {
      text: 'This mail has nothing called “contact.email”. It can say: name, link, until, install, site.',
    });
    assert.match(
      (await faultsOf('account-closed', 'Bye', '{{ link }}')).subject ?? '',
      /nothing called “link”/,
    );
    assert.match(
      (await faultsOf('account-closed', '{% if secret %}x{% endif %}')).text ?? '',
      /nothing called “secret”/,
    );
    assert.match(
      (await faultsOf('account-closed', '{{ name.constructor }}')).text ?? '',
      /name\.constructor/,
    );
  });

  it('are refused with the line at which a tag is broken', async () => {
    assert.match((await faultsOf('account-closed', 'One\n\n{% if name %}Two')).text ?? '', /^Line 3: /);
    assert.match(
      (await faultsOf('account-closed', 'One\n{{ name | shout }}')).text ?? '',
      /^Line 2: .*no filter/,
    );
    assert.ok((await faultsOf('account-closed', 'One', '{{ name')).subject);
  });

  it('are refused without the link that the mail is sent for', async () => {
    assert.match((await faultsOf('reset-password', 'Hello {{ name }}')).text ?? '', /The link is missing/);
    assert.match((await faultsOf('reset-password', ' ', ' ')).text ?? '', /Write what/);
  });

  it('cannot bring a script or a style of their own along', async () => {
    const own = words(
      '<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n\n{{ link }}',
    );
    const { html } = await fillIn(reset, own, sender);
    assert.doesNotMatch(html, /<script|<img|href="javascript/);
  });
});

describe('names in mails to others', () => {
  const nameOf = (name: string) => tameNames({ name }).name;

  it('greet people as they call themselves', () => {
    for (const name of ['Robin', 'Zoë O’Hara', 'Dr. María-José de la Cruz', '王小明', 'Nguyễn Văn An'])
      assert.equal(nameOf(name), name);
  });

  it('are left out when they are no names', () => {
    for (const name of [
      'Win at evil.example',
      'https://evil.example',
      '<b>x</b>',
      'a@b.example',
      'x'.repeat(61),
      '500€ for you',
    ])
      assert.equal(nameOf(name), '');
  });

  it('never become a link within a sentence that tells of a change', () => {
    const change = 'The passkey “Undo: https://evil.example/now” was added to your login.';
    const tamed = tameNames({ change }).change;
    assert.doesNotMatch(tamed, /https:|evil\.example/);
    assert.equal(tamed.replaceAll('\u2060', ''), change);
  });

  it('never become a link, nor a line of their own', () => {
    const { account } = tameNames({ account: 'See https://evil.example/now\nor evil.example' });
    assert.doesNotMatch(account, /https:\/\/|evil\.example|\n/);
    assert.equal(account.replaceAll('\u2060', ''), 'See https://evil.example/now or evil.example');
  });
});
