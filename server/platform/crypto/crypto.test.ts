import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import { hashPassword, installKeys, KeyRing, verifyPassword } from './index.ts';

describe('a password', () => {
  it('matches itself, however its letters were composed, and nothing else', async () => {
    const stored = await hashPassword('caf\u00e9 au lait at noon');
    assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await verifyPassword(stored, 'cafe\u0301 au lait at noon'), true);
    assert.equal(await verifyPassword(stored, 'cafe au lait at noon'), false);
    assert.equal(await verifyPassword(undefined, ''), false);
  });
});

describe('the keys of an install', () => {
  it('come from a file only its owner can read, the same each time, and differ from each other', async (t) => {
    const folder = await temporaryFolder();
    t.after(() => rmSync(folder, { recursive: true }));
    const keys = installKeys(undefined, folder);
    assert.deepEqual(installKeys(undefined, folder).current, keys.current);
    assert.deepEqual(readdirSync(folder), ['secret.key']);
    assert.equal(statSync(join(folder, 'secret.key')).mode & 0o777, 0o600);
    const { id, ...derived } = keys.current;
    const all = Object.values(derived).map((key) => key.toString('hex'));
    assert.equal(new Set(all).size, all.length);
    assert.ok(all.every((key) => !key.includes(id)));
  });

  it('are several: what is made with one is recognised by all, and which one makes things can change', () => {
    const [first, second, gone] = [randomBytes(32), randomBytes(32), randomBytes(32)];
    const keys = installKeys(
      [first, second].map((secret) => secret.toString('base64')).join(' '),
      '/nowhere',
    );
    const [a, b] = keys.all;
    const { links } = keys;
    assert.deepEqual([links.current, links.all], [a!.links, [a!.links, b!.links]]);
    assert.equal(links.all, links.all);
    keys.makeCurrent(b!.id);
    assert.deepEqual([links.current, links.all], [b!.links, [b!.links, a!.links]]);
    const former = new KeyRing([gone]).current;
    keys.recognise({ links: [former.links, a!.links], activity: [] });
    assert.deepEqual(links.all, [b!.links, a!.links, former.links]);
    keys.add([first, gone]);
    assert.deepEqual([keys.all.length, keys.current.id], [3, b!.id]);
    assert.throws(() => keys.makeCurrent('0000000000000000'), /not known/);
  });

  it('refuse a secret that is too short', () => {
    assert.throws(() => installKeys(randomBytes(16).toString('base64'), '/nowhere'), /at least 32 bytes/);
  });
});
