import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { composeMessage, prepareMessage } from '../mime/index.ts';
import {
  type DkimKey,
  DkimKeyError,
  dkimRecord,
  generateDkimKey,
  loadDkimKey,
  publicKeyOf,
  signatureRoom,
  signMessage,
} from './index.ts';

const rsa = loadDkimKey({
  domain: 'acme.example',
  selector: 'mm1',
  privateKeyPem: await generateDkimKey('rsa'),
});
const ed = loadDkimKey({
  domain: 'acme.example',
  selector: 'mm2',
  privateKeyPem: await generateDkimKey('ed25519'),
});

async function signed(keys: DkimKey[], text = 'Hello,\r\n\r\n.\r\n  two  blanks \t\r\n'): Promise<Buffer> {
  const prepared = prepareMessage({
    sendId: 'snd_1',
    fromAddress: 'news@acme.example',
    listId: { id: 'news.acme.example', name: 'News' },
    feedbackId: 'c:a:news:minion',
  });
  const recipient = {
    position: 1,
    fromName: 'Acmé',
    to: { address: 'ada@example.net', name: 'Ada' },
    subject: 'Grüße an alle, die heute etwas Langes lesen möchten, das umbrochen wird 💌',
    html: `<p>${text}</p>`,
    text,
    unsubscribeUrl: `https://mail.acme.example/u/${'x'.repeat(120)}`,
    date: new Date(),
  };
  const underway = signMessage(composeMessage(prepared, recipient, signatureRoom(keys)), keys);
  const finished = await underway.signed;
  assert.equal(finished.length, underway.size);
  return finished;
}

const recordOf = (key: DkimKey) => dkimRecord({ ...key, publicKey: publicKeyOf(key) });

async function verify(bytes: Buffer, keys: DkimKey[] = [rsa, ed]): Promise<string[]> {
  const records = new Map(keys.map(recordOf).map((record) => [record.name, record.strings]));
  const resolver = async (name: string) => {
    const strings = records.get(name);
    if (!strings) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    return [strings];
  };
  const { results } = await dkimVerify(bytes, { resolver });
  return results.map((result: { status: { result: string } }) => result.status.result);
}

const present = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-id',
  'list-unsubscribe',
  'feedback-id',
];
const absent = ['cc', 'reply-to', 'content-transfer-encoding'];

test('both signatures of a message verify', async () => {
  const bytes = await signed([rsa, ed]);
  assert.deepEqual(await verify(bytes), ['pass', 'pass']);
  for (const line of bytes.toString('latin1').split('\r\n')) assert.ok(line.length <= 998);
});

test('every listed field is signed once more than it occurs, and the length is never limited', async () => {
  const source = (await signed([rsa])).toString('latin1');
  const header = source.slice(0, source.indexOf('\r\nDate:')).replace(/\r\n /g, '');
  const names = /; ?h=([^;]+);/.exec(header.replace(/\s/g, ''))![1]!.toLowerCase().split(':');
  const count = (name: string) => names.filter((other) => other === name).length;
  for (const name of [...present, 'list-unsubscribe-post']) assert.equal(count(name), 2, name);
  for (const name of absent) assert.equal(count(name), 1, name);
  assert.doesNotMatch(header, /;\s*l=/);
});

test('no oversigned field can be put in front, and nothing behind', async () => {
  const bytes = await signed([rsa]);
  for (const name of [...present, ...absent]) {
    const before = Buffer.from(`${name}: evil@x.example\r\n`);
    assert.notDeepEqual(await verify(Buffer.concat([before, bytes]), [rsa]), ['pass'], name);
  }
  const longer = Buffer.concat([bytes, Buffer.from('appended\r\n')]);
  assert.notDeepEqual(await verify(longer, [rsa]), ['pass']);
});

test('any changed octet of a signed field or of the body breaks the signature', async () => {
  for (const key of [rsa, ed]) {
    const bytes = await signed([key]);
    const source = bytes.toString('latin1');
    const ownValue = [source.indexOf(' b=') + 1, source.indexOf('\r\nDate:') + 2];
    const unsigned = [source.indexOf('X-Auto-Response-Suppress:'), source.indexOf('\r\nMIME-Version:')];
    const outside = (at: number) =>
      [ownValue, unsigned].every(([from, to]) => at < from! || at >= to!) && !/[\r\n]/.test(source[at]!);
    const body = source.indexOf('\r\n\r\n') + 4;
    for (let at = 0; at < bytes.length; at += at < body ? 5 : 13) {
      if (!outside(at)) continue;
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      assert.notDeepEqual(await verify(changed, [key]), ['pass'], source.slice(at - 20, at + 1));
    }
  }
});

test('what a relay may do keeps the signature: refolding, blanks at line ends, a Received line', async () => {
  const source = (await signed([rsa])).toString('latin1');
  const refolded = source
    .replace('List-Unsubscribe-Post: ', 'List-Unsubscribe-Post:\r\n   ')
    .replace('Hello,\r\n', 'Hello, \t\r\n');
  assert.notEqual(refolded, source);
  const relayed = Buffer.from(`Received: from a by b; now\r\n${refolded}`, 'latin1');
  assert.deepEqual(await verify(relayed, [rsa]), ['pass']);
});

test('an unusable key throws instead of letting mail out unsigned', async () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey;
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pems = [
    'garbage',
    ...[weak, curve].map((key) => key.export({ type: 'pkcs8', format: 'pem' }).toString()),
  ];
  for (const privateKeyPem of pems) {
    assert.throws(() => loadDkimKey({ domain: 'a.example', selector: 's', privateKeyPem }), DkimKeyError);
  }
  await assert.rejects(() => signed([]));
});

test('the DNS record is cut into strings of at most 255 octets and names the A-label', async () => {
  const key = loadDkimKey({
    domain: 'bücher.example',
    selector: 'mm',
    privateKeyPem: await generateDkimKey('rsa'),
  });
  const record = recordOf(key);
  assert.equal(record.name, 'mm._domainkey.xn--bcher-kva.example');
  assert.equal(record.strings.join(''), record.value);
  assert.ok(record.strings.length > 1 && record.strings.every((part) => part.length <= 255));
});
