import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import {
  AddressError,
  composeMessage,
  HeaderError,
  prepareMessage,
  type Recipient,
  serialiseAddress,
} from './index.ts';

const frame = {
  sendId: 'snd_1',
  fromAddress: 'news@acme.example',
  replyTo: { address: 'help@bücher.example', name: 'Hilfe für Bücher' },
  listId: { id: 'news.acme.example', name: 'Acme Neuigkeiten – täglich' },
  feedbackId: 'c1:a1:news:mminion',
};
const recipient: Recipient = {
  position: 7,
  fromName: 'Acme, Inc. "News"',
  to: { address: 'ada@example.net', name: 'Ada Lovelace' },
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  unsubscribeUrl: 'https://mail.acme.example/u/abc.def',
  date: new Date('2026-11-22T19:00:00Z'),
};

function compose(change: Partial<Recipient> = {}): Buffer {
  return composeMessage(prepareMessage(frame), { ...recipient, ...change }).octets;
}

/** Both parsers' reading of one message, with the line ends that each of them normalises away. */
async function readTwice(bytes: Buffer) {
  const postal = await PostalMime.parse(bytes);
  const nodemailer = await simpleParser(bytes, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
  });
  const lines = (text: string | false | undefined) => (text || '').replace(/\r\n/g, '\n').replace(/\n$/, '');
  return [
    { subject: postal.subject, to: postal.to?.[0]?.name, text: lines(postal.text), html: lines(postal.html) },
    {
      subject: nodemailer.subject,
      to: [nodemailer.to].flat()[0]?.value[0]?.name,
      text: lines(nodemailer.text),
      html: lines(nodemailer.html),
    },
  ];
}

function assertCanonical(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  assert.doesNotMatch(text, /[^\r]\n|\r[^\n]|[^\t\r\n\x20-\x7e]/, 'only CRLF line ends and ASCII');
  assert.doesNotMatch(text, /^\./m, 'no line for the dot to be stuffed');
  for (const line of text.split('\r\n')) assert.ok(line.length <= 998);
  for (const line of text.slice(text.indexOf('\r\n\r\n')).split('\r\n')) assert.ok(line.length <= 76);
}

const tricky: Record<string, string> = {
  empty: '',
  emoji: 'Grüße 👩‍👩‍👧‍👦 '.repeat(40),
  'right to left': 'שלום לכולם، مرحبا بالعالم '.repeat(20),
  'dots at line start': '.\r\n..\r\n.hidden\r\nend.',
  'From at line start': 'From here\r\nFrom there',
  'trailing blanks': 'a   \r\nb\t\r\nc ',
  'lines past 998': `${'x'.repeat(3000)}\r\n${'é'.repeat(1500)}`,
  'equals signs and a lookalike boundary': '=_ =3D --=_ = \r\n--=_abc\r\n=',
  'mixed line ends': 'a\rb\nc\r\nd',
  'a dot after a soft break': `${'y'.repeat(75)}.${'.'.repeat(200)}`,
};

for (const [name, content] of Object.entries(tricky)) {
  test(`two parsers read the same content: ${name}`, async () => {
    const bytes = compose({ text: content, html: `<pre>${content}</pre>` });
    assertCanonical(bytes);
    const expected = content.replace(/\r\n|\r|\n/g, '\n');
    for (const read of await readTwice(bytes)) {
      assert.equal(read.text, expected);
      assert.equal(read.html, `<pre>${expected}</pre>`);
    }
  });
}

const subjects = [
  'Plain',
  'a'.repeat(300),
  'Words '.repeat(60).trim(),
  '  leading and trailing  ',
  'two  blanks   kept',
  'Grüße',
  '💌'.repeat(60),
  'مرحبا بالعالم '.repeat(15).trim(),
  'looks =?UTF-8?Q?encoded?= but is not',
  '_ = ? _',
];
for (const subject of subjects) {
  test(`two parsers read the same subject and name: ${subject.slice(0, 30)}`, async () => {
    const name = subject.trim();
    const bytes = compose({ subject, to: { address: 'ada@example.net', name } });
    assertCanonical(bytes);
    const head = bytes.toString('latin1').split('\r\n\r\n')[0]!;
    for (const line of head.split('\r\n')) assert.ok(line.length <= 78, line);
    for (const word of head.matchAll(/=\?UTF-8\?[BQ]\?[^?]*\?=/g)) assert.ok(word[0].length <= 75);
    const [postal, nodemailer] = await readTwice(bytes);
    assert.deepEqual(postal, nodemailer);
    assert.equal(postal!.subject?.trim(), subject.trim());
    assert.equal(postal!.to, name);
  });
}

test('all the headers of a bulk message are there, once', async () => {
  const bytes = compose();
  const { headers, from, replyTo } = await PostalMime.parse(bytes);
  const value = Object.fromEntries(headers.map((header) => [header.key, header.value]));
  assert.equal(headers.length, Object.keys(value).length, 'no header twice');
  assert.equal(value['message-id'], '<snd_1.7@acme.example>');
  assert.equal(value.date, 'Sun, 22 Nov 2026 19:00:00 +0000');
  assert.equal(value['list-unsubscribe'], '<https://mail.acme.example/u/abc.def>');
  assert.equal(value['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
  assert.match(value['list-id']!, /<news\.acme\.example>$/);
  assert.equal(value['feedback-id'], 'c1:a1:news:mminion');
  assert.equal(value.precedence, 'bulk');
  assert.equal(value['x-auto-response-suppress'], 'OOF, AutoReply');
  assert.equal(value['mime-version'], '1.0');
  assert.deepEqual(from, { address: 'news@acme.example', name: 'Acme, Inc. "News"' });
  assert.equal(replyTo?.[0]?.address, 'help@xn--bcher-kva.example');
});

test('a line break or NUL in a header value is refused, never stripped (CVE-2026-34975)', () => {
  for (const bad of ['a\r\nBcc: x@y.example', 'a\nb', 'a\rb', 'a\0b']) {
    assert.throws(() => compose({ subject: bad }), HeaderError);
    assert.throws(() => compose({ to: { address: 'ada@example.net', name: bad } }), HeaderError);
    assert.throws(() => compose({ to: { address: `${bad}@example.net` } }), AddressError);
    assert.throws(() => compose({ unsubscribeUrl: `https://x.example/${bad}` }), HeaderError);
    assert.throws(() => prepareMessage({ ...frame, listId: { id: 'x.example', name: bad } }), HeaderError);
    assert.throws(() => compose({ fromName: bad }), HeaderError);
    assert.throws(() => prepareMessage({ ...frame, fromAddress: `${bad}@b.example` }), AddressError);
    assert.throws(() => prepareMessage({ ...frame, feedbackId: bad }), HeaderError);
  }
});

test('addresses: domains become A-labels, what cannot be written is refused (CVE-2025-13033)', () => {
  assert.equal(serialiseAddress('Ada@BÜCHER.example'), 'Ada@xn--bcher-kva.example');
  assert.equal(serialiseAddress('"a b"@example.net'), '"a b"@example.net');
  assert.equal(serialiseAddress('üser@example.net'), 'üser@example.net');
  const refused = [
    'ada',
    '@x.example',
    'ada@',
    'a b@x.example',
    'a@x y',
    'a@1.2',
    'a@127.0.0.1',
    'a..b@x.example',
    '.a@x.example',
    'a>@x.example',
    'a@x.example>',
    'a@-x.example',
    'a@x..example',
    `${'a'.repeat(65)}@x.example`,
    'a,b@x.example',
    'u@example.net\r\nBcc: x@y.z',
    'a@b@c.example',
    'a@%65.example',
  ];
  for (const address of refused) assert.throws(() => serialiseAddress(address), AddressError, address);
});
