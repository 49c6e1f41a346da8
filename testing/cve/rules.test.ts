/** Rows of the catalogue that hold by what the product is made of: its packages and its routes. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { createApiKey } from '#server/accounts/contract.ts';
import { createSendingServer } from '#server/delivery/contract.ts';
import { person, setUpInstall, startTestApp } from '../app.ts';
import { makeOneOfEach, nameOf, paramsFor } from '../every-route.ts';

const root = join(import.meta.dirname, '../..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; dev?: boolean }>;
};
/** Of what runs in the product; what tests read mail with is not shipped. */
const versionsOf = (name: string) =>
  Object.entries(lock.packages)
    .filter(([path, { dev }]) => path.endsWith(`node_modules/${name}`) && !dev)
    .map(([, { version }]) => version!.split(/[.-]/).map(Number));

it('CVE-2026-45618, CVE-2026-33937, CVE-2026-40186, CVE-2022-37620, CVE-2022-21802, CVE-2025-68113: what cannot be made safe is no part of it', () => {
  const banned = [
    'liquidjs',
    'handlebars',
    'sanitize-html',
    'dompurify',
    'html-minifier',
    'grapesjs',
    'haraka',
    'altcha',
  ];
  assert.deepEqual(
    banned.filter((name) => versionsOf(name).length > 0),
    [],
  );
});

it('CVE-2026-82659: nodemailer, which a package of ours brings along, reads no address and is past its holes', () => {
  for (const [major = 0, minor = 0, patch = 0] of versionsOf('nodemailer'))
    assert.ok(major > 10 || (major === 10 && (minor > 0 || patch >= 13)), `${major}.${minor}.${patch}`);
});

it('CVE-2026-45068, CVE-2016-1000282: what somebody wrote is an option of no program: only what runs the product itself starts any', () => {
  const starters = globSync('server/**/*.ts', { cwd: root })
    .filter(
      (file) => !file.endsWith('.test.ts') && /child_process/.test(readFileSync(join(root, file), 'utf8')),
    )
    .map((file) => file.split('/').slice(0, 3).join('/'));
  const known = ['server/app/supervise', 'server/platform/postgres', 'server/platform/processes'];
  assert.deepEqual([...new Set(starters)].sort(), known);
});

it('CVE-2022-25768, CVE-2022-25770: nothing can be upgraded, migrated or set up anew over HTTP', async () => {
  const app = await startTestApp();
  const about = app.app.contracts.filter(({ path }) => /upgrade|update|migrat|install|setup/i.test(path));
  assert.deepEqual(about.map(nameOf).sort(), ['GET /api/setup', 'POST /api/setup']);
  await setUpInstall(app.visitor());
  await assert.rejects(setUpInstall(app.visitor()), { status: 409 });
});

it('CVE-2026-4020, CVE-2025-9822, CVE-2021-27908: no address answers a secret that was entered or made', async () => {
  const app = await startTestApp();
  const { client, accountId, cookie } = await app.newOperator();
  const things = await makeOneOfEach(app.services.database, client, accountId);
  const entered = 'kept-from-everybody-7f3a';
  const settings = { host: 'relay.invalid', port: 587, encryption: 'starttls' as const, user: 'ana' };
  await client.call(createSendingServer, { body: { kind: 'smtp', name: 'B', settings, secret: entered } });
  const { key } = await client.call(createApiKey, { body: { name: 'K', scopes: ['audience:read'] } });
  const secrets = new RegExp(`${entered}|${key}|argon2id|PRIVATE KEY|${person.password}`);
  for (const contract of app.app.contracts.filter(({ method }) => method === 'GET'))
    for (const who of [{}, { cookie }] as Record<string, string>[]) {
      const params = contract.path.startsWith('/api/') ? (paramsFor(contract, things) ?? {}) : {};
      const path = contract.path.replace(/:(\w+)/g, (_all, name: string) => params[name] ?? 'x');
      const answer = await fetch(app.url + path, { headers: who, redirect: 'manual' });
      assert.doesNotMatch(await answer.text(), secrets, path);
    }
});
