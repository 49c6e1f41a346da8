import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '#testing/temporary-folder.ts';
import { decryptSecret, encryptSecret, hashPassword, installKeys, verifyPassword } from './index.ts';

describe('a secret at rest', () => {
  const key = randomBytes(32);
  const stored = encryptSecret(key, 'dkim_keys.private_key|1', 'the secret');

  it('is read with its key in its row', () => {
    assert.equal(decryptSecret(key, 'dkim_keys.private_key|1', stored), 'the secret');
    assert.equal(stored.includes('the secret'), false);
  });

  it('is of no use in another row, under another key or changed by a bit', () => {
    const changed = Buffer.from(stored);
    changed[changed.length - 1]! ^= 1;
    assert.throws(() => decryptSecret(key, 'dkim_keys.private_key|2', stored));
    assert.throws(() => decryptSecret(randomBytes(32), 'dkim_keys.private_key|1', stored));
    assert.throws(() => decryptSecret(key, 'dkim_keys.private_key|1', changed));
  });
});

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
    assert.deepEqual(installKeys(undefined, folder), keys);
    assert.deepEqual(readdirSync(folder), ['secret.key']);
    assert.equal(statSync(join(folder, 'secret.key')).mode & 0o777, 0o600);
    const all = Object.values(keys).map((key) => key.toString('hex'));
    assert.equal(new Set(all).size, all.length);
  });

  it('refuse a secret that is too short', () => {
    assert.throws(() => installKeys(randomBytes(16).toString('base64'), '/nowhere'), /at least 32 bytes/);
  });
});
