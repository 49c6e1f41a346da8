import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { domainToUnicode } from 'node:url';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import {
  dkimpy,
  mailDkim,
  type OtherReader,
  pythonEmail,
  readWith,
} from '#testing/other-readers/other-reader.ts';
import { startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import {
  type DkimKey,
  dkimRecord,
  generateDkimKey,
  loadDkimKey,
  publicKeyOf,
  signatureRoom,
  signMessage,
} from './dkim/index.ts';
import { BodyDesk, composeMessage, prepareMessage, serialiseAddress } from './mime/index.ts';
import { parseSmtpUrl, smtpTransport } from './smtp/index.ts';

/** What a message is made of; what is left out is ordinary. */
interface Mail {
  text?: string;
  subject?: string;
  to?: { address: string; name?: string };
}

const long = 'A sentence that every reader gets, long enough to be encoded once and kept for all of them.\n';
const mails: Record<string, Mail> = {
  'lone dots': { text: '.\n..\n.\r\n\r\n.\r\nDATA\r\n.' },
  'a bare CR and a bare LF': { text: 'one\rtwo\nthree\r\rfour\n\nfive\n\rsix' },
  'an end of data inside': { text: 'a\r\n.\r\nMAIL FROM:<x@y.example>\r\nb\n.\nc\r.\rd\n.\r\ne\r.\r\n' },
  'lines of 997 to 1,001 octets': {
    text: [997, 998, 999, 1_000, 1_001].map((length) => 'x'.repeat(length)).join('\r\n'),
  },
  'one line of 100,000': { text: 'y'.repeat(100_000) },
  'very long words that are not ASCII': { text: 'ß'.repeat(2_000), subject: 'ß'.repeat(400) },
  'NUL and other controls': { text: 'a\0b\x01\x08\x0b\x0c\x1b\x7fc' },
  emoji: { text: '👩‍👩‍👧‍👦 🇵🇹 💌'.repeat(200), subject: '👩‍👩‍👧‍👦 '.repeat(20) },
  'half of an emoji': { text: `${'\ud83d'} and ${'\udc8c'}` },
  'right to left': {
    text: 'שלום \u202eםלוע\u202c مرحبا بالعالم\n'.repeat(50),
    subject: 'שלום لكل العالم '.repeat(12),
  },
  'trailing blanks and tabs': { text: 'a  \nb\t\n\t\n  \nc   d\t\te ' },
  'From and To at line starts': { text: 'From me\nFrom  you\n>From us\nTo: x@y.example\n\nFrom' },
  'a lookalike boundary': { text: '--=_\r\n--=_0123456789abcdef0123456789abcdef--\r\n=3D=\r\n=' },
  nothing: { text: '', subject: '' },
  'only line breaks': { text: '\n\n\n' },
  'a subject of plain words': { subject: 'A subject that goes on '.repeat(30).trim() },
  'a subject with encoded words': { subject: `Größe ${'und Länge '.repeat(40)}💌`.trim() },
  'a subject that looks encoded': { subject: '=?UTF-8?Q?no?= =_?= "quoted" <a@b.example>' },
  'a subject with blanks': { subject: 'two  blanks   three' },
  'an international domain': { to: { address: 'ada@bücher.example', name: 'Ada' } },
  'a local part that is not ASCII': { to: { address: 'jürgen.müller@example.net' } },
  both: { to: { address: '用户@例子.example', name: '用户' } },
  'a quoted local part': {
    to: { address: '"ada  lovelace"@example.net', name: 'Ada "the" Lovelace, Countess' },
  },
  'a quoted local part with escapes': { to: { address: '"a\\"b\\\\c,d"@example.net' } },
  'a long local part': {
    to: { address: `${'a'.repeat(64)}@${'b'.repeat(60)}.example`, name: 'é'.repeat(60) },
  },
};

const loadKey = async (kind: 'rsa' | 'ed25519') =>
  loadDkimKey({ domain: 'acme.example', selector: kind, privateKeyPem: await generateDkimKey(kind) });
const keys: DkimKey[] = [await loadKey('rsa'), await loadKey('ed25519')];
const records = keys.map((key) => dkimRecord({ ...key, publicKey: publicKeyOf(key) }));
const recordsByName = JSON.stringify(Object.fromEntries(records.map(({ name, value }) => [name, value])));

const frame = prepareMessage({
  sendId: 'snd_1',
  fromAddress: 'news@acme.example',
  replyTo: { address: 'help@bücher.example', name: 'Hilfe' },
  listId: { id: 'news.acme.example', name: 'Neuigkeiten – täglich' },
  feedbackId: 'c1:a1:news:mminion',
});
const intro = { text: long };
const htmlStart = { text: `<!doctype html><html><body>\n<p>${long}</p><pre>` };
const htmlEnd = { text: `</pre>${long}</body></html>\n` };
/** One after the other on the same desk, as over one connection. */
const desk = new BodyDesk();
const addressOf = (mail: Mail) => mail.to?.address ?? 'ada@example.net';

async function make(mail: Mail, position: number): Promise<Buffer> {
  const text = mail.text ?? 'Hello';
  const recipient = {
    position,
    fromName: 'Acme, Inc. "Neuigkeiten"',
    to: mail.to ?? { address: addressOf(mail) },
    subject: mail.subject ?? 'Hello',
    text: [intro, text, intro],
    html: [htmlStart, text, htmlEnd],
    unsubscribeUrl: `https://mail.acme.example/u/${'x'.repeat(200)}`,
    date: new Date(),
  };
  const underway = signMessage(composeMessage(frame, recipient, signatureRoom(keys), desk), keys);
  const bytes = await underway.signed;
  assert.equal(bytes.length, underway.size);
  return Buffer.from(bytes);
}

const server = await startScriptedSmtpServer({
  EHLO: '250-scripted.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10000000',
});
after(() => server.close());
const names = Object.keys(mails);
const made: Buffer[] = [];
for (const [index, name] of names.entries()) made.push(await make(mails[name]!, index));
const connection = await smtpTransport.open(parseSmtpUrl(`smtp://127.0.0.1:${server.port}`));
for (const [index, name] of names.entries()) {
  const envelope = { from: 'news@acme.example', to: addressOf(mails[name]!) };
  const outcome = await connection.send(envelope, made[index]!);
  assert.equal(outcome.kind, 'accepted', `${name}: ${outcome.text}`);
}
connection.close();
const arrived = server.messages.map((message) => message.bytes);

/** The line ends that parsers make alike, made alike. */
const lines = (text: string) => text.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
const meant = (text: string) => lines(text.toWellFormed());

/** Readers show an address with or without its quotes, its domain as it is spelt or as it travels. */
function alike(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).replace(/^"(.*)"$/, (_, inside) => inside.replace(/\\(.)/g, '$1'));
  return `${local}@${domainToUnicode(address.slice(at + 1))}`;
}

function assertRead(
  name: string,
  read: { subject: string | undefined; address: string | undefined; text: string; html: string },
): void {
  const mail = mails[name]!;
  const text = mail.text ?? 'Hello';
  assert.equal(read.subject ?? '', mail.subject ?? 'Hello', name);
  assert.equal(lines(read.text), meant(long + text + long), name);
  assert.equal(lines(read.html), meant(htmlStart.text + text + htmlEnd.text), name);
  assert.equal(alike(read.address ?? ''), alike(serialiseAddress(addressOf(mail))), name);
}

test('each message arrives once, octet for octet, and nothing else does', () => {
  assert.equal(arrived.length, made.length);
  for (const [index, name] of names.entries()) assert.ok(arrived[index]!.equals(made[index]!), name);
});

test('a message has CRLF alone, lines of at most 998 octets, and no dot at the start of a line', () => {
  for (const [index, bytes] of arrived.entries()) {
    const source = bytes.toString('latin1');
    assert.doesNotMatch(source, /[^\r]\n|\r[^\n]|\0/, names[index]);
    for (const line of source.split('\r\n')) {
      assert.ok(line.length <= 998, names[index]);
      assert.doesNotMatch(line, /^(\.|From )/, names[index]);
    }
  }
});

test('postal-mime reads what was written', async () => {
  for (const [index, name] of names.entries()) {
    const { subject, to, text = '', html = '' } = await PostalMime.parse(arrived[index]!);
    assertRead(name, { subject, address: to?.[0]?.address, text, html });
    assert.equal(to?.[0]?.name, mails[name]!.to?.name ?? '', name);
  }
});

test('mailparser reads what was written', async () => {
  const asIs = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };
  for (const [index, name] of names.entries()) {
    const { subject, to, text = '', html } = await simpleParser(arrived[index]!, asIs);
    const [first] = [to].flat()[0]?.value ?? [];
    assertRead(name, { subject, address: first?.address, text, html: html || '' });
    assert.equal(first?.name, mails[name]!.to?.name ?? '', name);
  }
});

test('Python reads what was written, and finds no defect', async (t) => {
  const reader = await pythonEmail();
  if (typeof reader === 'string') return t.skip(reader);
  type Reading = {
    subject: string;
    to: { name: string; address: string };
    text: string;
    html: string;
    defects: string[];
  };
  const readings = await readWith<Reading>(reader, arrived);
  assert.equal(readings.length, arrived.length);
  for (const [index, name] of names.entries()) {
    const { subject, text, html, to, defects } = readings[index]!;
    assert.deepEqual(defects, [], name);
    assertRead(name, { subject, address: to.address, text, html });
    // Python keeps the blank between two encoded words of a name, which is not content (RFC 2047 §6.2).
    const withoutBlanks = (text: string) => text.replaceAll(' ', '');
    assert.equal(withoutBlanks(to.name), withoutBlanks(mails[name]!.to?.name ?? ''), name);
  }
});

test('mailauth accepts every signature', async () => {
  const resolver = async (name: string) =>
    records.filter((record) => record.name === name).map(({ strings }) => strings);
  for (const [index, name] of names.entries()) {
    const { results } = await dkimVerify(arrived[index]!, { resolver: resolver as never });
    assert.deepEqual(
      results.map((result) => result.status.result),
      ['pass', 'pass'],
      name,
    );
  }
});

async function assertVerified<Verdict>(reader: OtherReader, expected: Verdict[]): Promise<void> {
  const verdicts = await readWith<Verdict[]>(reader, arrived, [recordsByName]);
  assert.equal(verdicts.length, arrived.length);
  for (const [index, name] of names.entries()) assert.deepEqual(verdicts[index], expected, name);
}

test('dkimpy accepts every signature', async (t) => {
  const reader = await dkimpy();
  if (typeof reader === 'string') return t.skip(reader);
  await assertVerified(reader, [true, true]);
});

test('Mail::DKIM accepts every RSA signature', async (t) => {
  const reader = await mailDkim();
  if (typeof reader === 'string') return t.skip(reader);
  await assertVerified(reader, ['pass']);
});
