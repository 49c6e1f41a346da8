import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import PostalMime from 'postal-mime';
import { compileContent, prepare } from '#server/content/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testSnapshot } from '#testing/ledger.ts';
import { generateDkimKey, loadDkimKey } from '../dkim/index.ts';
import { AddressError, prepareMessage } from '../mime/index.ts';
import { type Addressee, beginMessage, buildMessage, isOfThisMessage } from './build-message.ts';
import type { LoadedSend } from './load-send.ts';

const links = createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(randomBytes(32)) });
const key = loadDkimKey({
  domain: 'acme.example',
  selector: 'mm',
  privateKeyPem: await generateDkimKey('ed25519'),
});

async function sendOf(written: { subject: string; fromName: string }, keys = [key]): Promise<LoadedSend> {
  const content = { kind: 'html', version: 1, source: '<p>Dear {{ contact.name }}</p>', text: null } as const;
  const result = await compileContent({ ...written, preheader: '', content });
  assert.ok(result.ok);
  const [accountId, sendId] = [newId(), newId()];
  const snapshot = await testSnapshot({ campaignId: newId(), listId: newId() });
  return {
    accountId,
    sendId,
    snapshot: { ...snapshot, content: result.compiled },
    content: prepare(result.compiled),
    frame: prepareMessage({ sendId, fromAddress: snapshot.fromEmail }),
    keys,
    isProven: true,
  } as LoadedSend;
}

const reader = (change: Partial<Addressee> = {}): Addressee => ({
  position: 1,
  email: 'ada@example.net',
  contactId: newId(),
  fields: { name: 'Ada' },
  ...change,
});

test('a line break or NUL in a field of a contact never makes a header line of its own', async () => {
  const send = await sendOf({ subject: 'Hello {{ contact.name }}', fromName: 'Acme for {{ contact.name }}' });
  for (const name of [
    'A\r\nBcc: x@y.example',
    'A\nBcc: x@y.example',
    'A\r\n\r\n<p>',
    'A\0B',
    'A\rB',
    'A\u2028B',
  ]) {
    const bytes = await buildMessage(send, reader({ fields: { name } }), links);
    const { headers, subject, from } = await PostalMime.parse(bytes);
    assert.deepEqual(
      headers.map((header) => header.key).filter((header) => header === 'bcc'),
      [],
    );
    const onOneLine = name.replace(/[\r\n\0\u2028]+/g, ' ');
    assert.equal(subject, `Hello ${onOneLine}`);
    assert.equal(from?.name, `Acme for ${onOneLine}`);
  }
});

test('an address with a line break or NUL is refused at once, in a sentence for people', async () => {
  const send = await sendOf({ subject: 'Hello', fromName: 'Acme' });
  for (const email of ['ada@example.net\r\nBcc: x@y.example', 'a\rda@example.net', 'a\0@example.net']) {
    assert.throws(
      () => beginMessage(send, reader({ email }), links),
      (error) =>
        error instanceof AddressError && isOfThisMessage(error) && /not an email address/.test(error.message),
    );
    await assert.rejects(buildMessage(send, reader({ email }), links), AddressError);
  }
});

test('a message in the making knows its size, and many at a time do not mix', async () => {
  for (const keys of [[key], []]) {
    const send = await sendOf({ subject: 'Hello {{ contact.name }}', fromName: 'Acme' }, keys);
    const underway = Array.from({ length: 50 }, (_, index) => {
      const fields = { name: `Reader ${index} ${'é'.repeat(index)}` };
      return { fields, ...beginMessage(send, reader({ position: index, fields }), links) };
    });
    for (const { fields, size, signed } of underway) {
      const bytes = await signed;
      assert.equal(bytes.length, size);
      assert.match((await PostalMime.parse(bytes)).html ?? '', new RegExp(`Dear ${fields.name}<`));
    }
  }
});
