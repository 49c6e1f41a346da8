import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { guardedGet, isPublicAddress, OutsideError } from './index.ts';

const INSIDE = [
  '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1',
  '192.0.2.1 168.63.129.16 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 192.88.99.1',
  ':: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::8.8.8.8 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1',
  '2002:7f00:1::1 fc00::1 fd12::1 fe80::1 ff02::1 3fff::1 5f00::1 localhost 8.8.8 1 0x7f000001',
].join(' ');

test('only addresses of the public internet are public (CVE-2026-53944)', () => {
  for (const address of INSIDE.split(' ')) assert.equal(isPublicAddress(address), false, address);
  for (const address of '8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 2a00:1450:4001::1b 2606:4700::1111'.split(
    ' ',
  ))
    assert.equal(isPublicAddress(address), true, address);
});

const options = { timeout: 1_000, maxBytes: 1_000 };

test('a stranger’s page is never looked for inside (CVE-2026-53945, CVE-2026-21859)', async () => {
  const resolve = async () => ['127.0.0.1', '::1', '10.0.0.1'];
  const get = (url: string) => guardedGet(new URL(url), { ...options, resolve });
  await assert.rejects(get('https://inside.example/'), /private network/);
  await assert.rejects(get('https://127.0.0.1/'), /private network/);
  await assert.rejects(get('https://[::1]/'), /private network/);
  await assert.rejects(get('http://inside.example/'), /https/);
  await assert.rejects(get('https://user:word@inside.example/'), /https/);
  const nowhere = guardedGet(new URL('https://nowhere.example/'), { ...options, resolve: async () => [] });
  await assert.rejects(nowhere, /nowhere\.example has no address/);
});

/** Ways to write an address of this machine, or a name for it, that a look at the text alone lets through. */
const HERE = [
  '127.0.0.1 127.0.0.1. 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0x0.0x0.0x1 017700000001 0177.0.0.1 0177.1',
  '127.000.000.001 0x7F.0.0.1 00000177.0.0.1 ①②⑦.⓪.⓪.① １２７.0.0.1 127。0。0。1 0 0.0.0.0 127.255.255.254',
  '[::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:7f00:0001] [::127.0.0.1] [::7f00:1]',
  '[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1] [fe80::1] [fc00::1] [ff02::1]',
  'localhost LOCALHOST localhost. ⓛocalhost a.localhost inside.example INSIDE.example. xn--inside.example 127.0.0.1.nip.example',
].join(' ');

test('no way to write this machine leads to it (CVE-2026-53944, CVE-2026-53945)', async () => {
  let reached = 0;
  const canary = createServer((socket) => {
    reached += 1;
    socket.destroy();
  });
  canary.listen(0, '127.0.0.1');
  await once(canary, 'listening');
  const { port } = canary.address() as AddressInfo;
  const resolve = async () => ['127.0.0.1'];
  const tried = HERE.split(' ').flatMap((host) => [
    `https://${host}:${port}/`,
    `https://8.8.8.8@${host}:${port}/`,
  ]);
  assert.ok(tried.length >= 60);
  for (const url of tried) {
    // What is no URL at all names nothing.
    if (!URL.canParse(url)) continue;
    await assert.rejects(guardedGet(new URL(url), { ...options, resolve }), OutsideError, url);
  }
  // The canary sings: without the guard it would have been reached.
  await assert.rejects(
    guardedGet(new URL(`https://127.0.0.1:${port}/`), { ...options, resolve, allowPrivate: true }),
  );
  assert.equal(reached, 1);
  canary.close();
});

test('time is bounded, the lookup of the name included', async () => {
  const resolve = () => new Promise<string[]>(() => {});
  const keepAlive = setTimeout(() => {}, 10_000);
  const asked = guardedGet(new URL('https://slow.example/'), { ...options, timeout: 30, resolve });
  await assert.rejects(asked, /in time/);
  clearTimeout(keepAlive);
});
