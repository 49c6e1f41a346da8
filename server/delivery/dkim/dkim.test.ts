import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { composeMessage, prepareMessage } from '../mime/index.ts';
import { relaxedBody } from './canonicalise.ts';
import {
  type DkimKey,
  DkimKeyError,
  dkimRecord,
  generateDkimKey,
  loadDkimKey,
  publicKeyOf,
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

function message(text = 'Hello,\r\n\r\n.\r\n  two  blanks \t\r\n'): Buffer {
  const prepared = prepareMessage({
    sendId: 'snd_1',
    fromAddress: 'news@acme.example',
    listId: { id: 'news.acme.example', name: 'News' },
    feedbackId: 'c:a:news:minion',
  });
  return composeMessage(prepared, {
    position: 1,
    fromName: 'Acmé',
    to: { address: 'ada@example.net', name: 'Ada' },
    subject: 'Grüße an alle, die heute etwas Langes lesen möchten, das umbrochen wird 💌',
    html: `<p>${text}</p>`,
    text,
    unsubscribeUrl: `https://mail.acme.example/u/${'x'.repeat(120)}`,
    date: new Date(),
  });
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

test('both signatures of a message verify', async () => {
  const signed = await signMessage(message(), [rsa, ed]);
  assert.deepEqual(await verify(signed), ['pass', 'pass']);
  for (const line of signed.toString('latin1').split('\r\n')) assert.ok(line.length <= 998);
});

test('every listed field is signed once more than it occurs, and the length is never limited', async () => {
  const signed = (await signMessage(message(), [rsa])).toString('latin1');
  const header = signed.slice(0, signed.indexOf('\r\nDate:')).replace(/\r\n /g, '');
  const names = /; ?h=([^;]+);/.exec(header.replace(/\s/g, ''))![1]!.toLowerCase().split(':');
  const count = (name: string) => names.filter((other) => other === name).length;
  const present = [
    'from',
    'to',
    'subject',
    'date',
    'message-id',
    'list-id',
    'list-unsubscribe',
    'feedback-id',
  ];
  for (const name of [...present, 'list-unsubscribe-post']) assert.equal(count(name), 2, name);
  for (const name of ['cc', 'reply-to', 'content-transfer-encoding']) assert.equal(count(name), 1, name);
  assert.doesNotMatch(header, /;\s*l=/);
});

test('a header put in front, or any changed octet, breaks the signature', async () => {
  const signed = await signMessage(message(), [rsa]);
  for (const extra of ['From: evil@x.example\r\n', 'Subject: Other\r\n', 'Reply-To: evil@x.example\r\n']) {
    assert.notDeepEqual(await verify(Buffer.concat([Buffer.from(extra), signed])), ['pass'], extra);
  }
  const body = signed.indexOf('\r\n\r\n') + 200;
  const flipped = Buffer.from(signed);
  flipped[body] = flipped[body]! ^ 1;
  assert.notDeepEqual(await verify(flipped), ['pass']);
  const longer = Buffer.concat([signed, Buffer.from('appended\r\n')]);
  assert.notDeepEqual(await verify(longer), ['pass']);
});

test('what a relay may do keeps the signature: refolding, blanks at line ends, a Received line', async () => {
  const signed = (await signMessage(message(), [rsa])).toString('latin1');
  const refolded = signed.replace('List-Unsubscribe-Post: ', 'List-Unsubscribe-Post:\r\n   ');
  assert.notEqual(refolded, signed);
  const relayed = Buffer.from(`Received: from a by b; now\r\n${refolded}`, 'latin1');
  assert.deepEqual(await verify(relayed), ['pass']);
});

test('a body of blank lines or nothing canonicalises to nothing', () => {
  assert.equal(relaxedBody(Buffer.from('')).length, 0);
  assert.equal(relaxedBody(Buffer.from('\r\n\r\n')).length, 0);
  assert.equal(relaxedBody(Buffer.from(' \r\n\t\r\n')).length, 0);
  assert.equal(relaxedBody(Buffer.from('a \t b \r\n\r\n')).toString(), 'a b\r\n');
  assert.equal(relaxedBody(Buffer.from('a')).toString(), 'a\r\n');
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
  await assert.rejects(() => signMessage(message(), []));
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
