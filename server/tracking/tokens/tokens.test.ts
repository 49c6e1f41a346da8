import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import { locationOf, whyNotTracked } from './destination.ts';
import { createLinkMaker } from './link-maker.ts';
import { createTokenReader } from './token-reader.ts';

const key = randomBytes(32);
const links = createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(key) });
const reader = createTokenReader(soleKey(key));
const ref = { accountId: randomUUID(), sendId: randomUUID(), position: 4_294_967_295 };
const contactId = randomUUID();
const tokenOf = (url: string) => new URL(url).pathname.slice(3);

test('every kind of link says again what was put in', () => {
  const url = 'https://shop.example/a?b=ü&c=%20#d';
  assert.deepEqual(reader.readClick(tokenOf(links.forMessage(ref).tracked(url, 7))), { ref, index: 7, url });
  assert.deepEqual(reader.read('open', tokenOf(links.forMessage(ref).pixelUrl())), ref);
  assert.deepEqual(
    reader.read('webVersion', tokenOf(links.forMessage({ ...ref, contactId }).webVersionUrl())),
    ref,
  );
  const leaving = { ...ref, contactId, test: true };
  assert.deepEqual(reader.read('unsubscribe', tokenOf(links.forMessage(leaving).unsubscribeUrl())), leaving);
});

test('the tag is HMAC-SHA-256 of the payload, cut to 16 bytes', () => {
  for (const length of [16, 32, 64]) {
    const ownKey = randomBytes(length);
    const ownLinks = createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(ownKey) }).forMessage(
      ref,
    );
    const urls = [ownLinks.tracked(`https://shop.example/${'a'.repeat(length * 7)}`, 3), ownLinks.pixelUrl()];
    for (const bytes of urls.map((url) => Buffer.from(tokenOf(url), 'base64url'))) {
      const tag = createHmac('sha256', ownKey).update(bytes.subarray(0, -16)).digest().subarray(0, 16);
      assert.ok(bytes.subarray(-16).equals(tag));
    }
  }
});

test('the links of one message are the same whether made together or one by one', () => {
  const leaving = { ...ref, contactId, test: true };
  const together = links.forMessage(leaving);
  const url = 'https://shop.example/a';
  for (let round = 0; round < 2; round++) {
    assert.equal(together.tracked(url, 1), links.forMessage(leaving).tracked(url, 1));
    assert.equal(together.tracked(`${url}?b`, 1), links.forMessage(leaving).tracked(`${url}?b`, 1));
    assert.equal(together.unsubscribeUrl(), links.forMessage(leaving).unsubscribeUrl());
    assert.equal(together.pixelUrl(), links.forMessage(leaving).pixelUrl());
    assert.equal(together.webVersionUrl(), links.forMessage(leaving).webVersionUrl());
  }
  for (let count = 0; count < 2_500; count++)
    links.forMessage(ref).tracked(`https://shop.example/${count}`, 0);
  assert.equal(together.tracked('mailto:a@b.example', 2), 'mailto:a@b.example');
});

test('links made by earlier versions still open', () => {
  const oldReader = createTokenReader(soleKey(Buffer.alloc(32, 7)));
  const old =
    'AbsCAAGJAAAAAHAAgAAAAAAAAAEBiQAAAABwAIAAAAAAAAACAAAAAwAEaHR0cHM6Ly9zaG9wLmV4YW1wbGUvw7yY2eO66ucmdBUjYbGPgxlt';
  assert.deepEqual(oldReader.readClick(old), {
    ref: {
      accountId: '01890000-0000-7000-8000-000000000001',
      sendId: '01890000-0000-7000-8000-000000000002',
      position: 3,
    },
    index: 4,
    url: 'https://shop.example/ü',
  });
});

test('a token is good for its own purpose only', () => {
  const token = tokenOf(links.forMessage(ref).pixelUrl());
  assert.equal(reader.read('unsubscribe', token), undefined);
  assert.equal(reader.read('webVersion', token), undefined);
  assert.equal(reader.readClick(token), undefined);
});

test('links of former keys are read, also where two keys happen to share their byte', () => {
  const keys = Array.from({ length: 300 }, () => randomBytes(32));
  const all = createTokenReader({ current: keys[0]!, all: keys });
  for (const one of keys) {
    const token = tokenOf(
      createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(one) })
        .forMessage(ref)
        .pixelUrl(),
    );
    assert.deepEqual(all.read('open', token), ref);
    assert.equal(
      createTokenReader({ current: keys[0]!, all: keys.filter((other) => other !== one) }).read(
        'open',
        token,
      ),
      undefined,
    );
  }
});

test('a key that becomes current makes links from then on', () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const ring = { current: first, all: [first] as readonly Buffer[] };
  const [maker, opener] = [
    createLinkMaker({ baseUrl: 'https://mail.example', keys: ring }),
    createTokenReader(ring),
  ];
  const before = tokenOf(maker.forMessage(ref).pixelUrl());
  Object.assign(ring, { current: second, all: [second, first] });
  const after = tokenOf(maker.forMessage(ref).pixelUrl());
  assert.deepEqual([opener.read('open', before), opener.read('open', after)], [ref, ref]);
  assert.deepEqual(createTokenReader(soleKey(second)).read('open', after), ref);
});

test('another key reads nothing', () => {
  const stranger = createTokenReader(soleKey(randomBytes(32)));
  assert.equal(stranger.read('open', tokenOf(links.forMessage(ref).pixelUrl())), undefined);
});

test('any flipped bit, changed, added or missing character makes it unreadable', () => {
  const token = tokenOf(links.forMessage(ref).tracked('https://shop.example/', 0));
  const bytes = Buffer.from(token, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(reader.readClick(altered.toString('base64url')), undefined, `bit ${bit}`);
  }
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. %';
  for (let at = 0; at < token.length; at++) {
    for (const character of alphabet) {
      if (token[at] === character) continue;
      const altered = token.slice(0, at) + character + token.slice(at + 1);
      assert.equal(reader.readClick(altered), undefined, altered);
    }
  }
  for (const altered of [
    `${token}=`,
    `${token}A`,
    ` ${token}`,
    token.slice(1),
    token.slice(0, -1),
    '',
    'A',
  ]) {
    assert.equal(reader.readClick(altered), undefined, altered);
  }
});

test('CVE-2018-10189: neighbours of a link lead nowhere, nor does any of 100,000 altered ones', () => {
  const signed = Buffer.from(tokenOf(links.forMessage(ref).tracked('https://shop.example/', 0)), 'base64url');
  // Counting on at every place of what is signed, and throwing dice at all of it.
  for (let step = 0; step < 100_000; step++) {
    const altered = Buffer.from(signed);
    const at = step % (signed.length - 4);
    if (step % 2) altered.writeUInt32BE((altered.readUInt32BE(at) + 1 + (step >> 1)) >>> 0, at);
    else randomBytes(4).copy(altered, at);
    if (!altered.equals(signed))
      assert.equal(reader.readClick(altered.toString('base64url')), undefined, `step ${step}`);
  }
});

test('only web addresses of bounded length are tracked; the rest stays as it is and says why', () => {
  const long = `https://shop.example/${'a'.repeat(2000)}`;
  for (const url of [
    'mailto:a@b.example',
    'tel:123',
    '#top',
    'javascript:alert(1)',
    'data:text/html,x',
    '//x.y',
    long,
  ]) {
    assert.equal(links.forMessage(ref).tracked(url, 0), url);
    assert.equal(typeof whyNotTracked(url), 'string');
  }
  assert.match(whyNotTracked(long) ?? '', /longer than 2000/);
  const longest = long.slice(0, 2000);
  assert.equal(reader.readClick(tokenOf(links.forMessage(ref).tracked(longest, 0)))?.url, longest);
});

test('a destination is kept as written when a header can carry it', () => {
  assert.equal(locationOf('https://Shop.example/a?b=%7E&c={d}'), 'https://Shop.example/a?b=%7E&c={d}');
  assert.equal(locationOf('https://shop.example/ü'), 'https://shop.example/%C3%BC');
  assert.equal(
    locationOf('https://shop.example/a\r\nSet-Cookie: x'),
    'https://shop.example/aSet-Cookie:%20x',
  );
});
