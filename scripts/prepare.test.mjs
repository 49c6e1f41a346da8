import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isInstalled, node24, root } from './prepare.mjs';

const here = { os: [process.platform], cpu: [process.arch] };
const elsewhere = { os: ['aix'], cpu: ['ppc64'] };

test('this very clone is installed, and has a Node 24', () => {
  assert.equal(isInstalled(root), true);
  assert.ok(node24());
});

test('packages count as installed when each one wanted here is there in its version', async (t) => {
  const wanted = {
    '': { name: 'x' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/for-here': { version: '1.0.0', optional: true, ...here },
    'node_modules/for-elsewhere': { version: '1.0.0', optional: true, ...elsewhere },
    'node_modules/of-elsewhere': { version: '1.0.0', optional: true },
    'node_modules/one-of-two': { version: '1.0.0', optional: true, ...here, libc: ['musl'] },
  };
  const a = { 'node_modules/a': { version: '1.0.0' } };
  const forHere = { 'node_modules/for-here': { version: '1.0.0' } };
  const cases = [
    [{ ...a, ...forHere }, true],
    [{ ...a, ...forHere, 'node_modules/a': { version: '0.9.0' } }, false],
    [forHere, false],
    [a, false],
    // What an interrupted or missing install leaves: no list at all.
    [undefined, false],
  ];
  for (const [present, expected] of cases) {
    const folder = await clone(t, wanted, present);
    assert.equal(isInstalled(folder), expected, JSON.stringify(present));
  }
});

async function clone(t, wanted, present) {
  const folder = await mkdtemp(join(tmpdir(), 'mail-minion-'));
  t.after(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'node_modules'));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (present) {
    await writeFile(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: present }));
  }
  return folder;
}
