import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { person, setUpInstall, startTestApp } from '#testing/app.ts';
import { type PolicyKind, policyKinds } from '../contract.ts';
import { readOriginal } from '../originals.ts';

const executablePath = process.env.CHROMIUM_PATH;
const browser: Browser | undefined = executablePath
  ? await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  : undefined;
after(() => browser?.close());
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const app = await startTestApp();
const { database } = app.services;
const get = (path: string) => fetch(`${app.url}${path}`, { redirect: 'manual' });
const before = await Promise.all(
  ['/policies', '/policies/terms'].map(async (path) => (await get(path)).status),
);
await setUpInstall(app.visitor());
const hostile = '<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert) "\'&';
await addVersion('terms', (text) =>
  text.replace('at least 30 days before', 'at least 60 days before').concat(`\n## 12. Odd\n\n${hostile}\n`),
);
await addVersion('terms', (text) => text.replace('at least 60 days', 'at least 90 days'), 30);

async function addVersion(kind: PolicyKind, change: (text: string) => string, days = 0): Promise<void> {
  await database.asSystem(async (tx) => {
    const { text } = await tx.one<{ text: string }>(
      sql`select text from policy_versions where kind = ${kind} order by version desc limit 1`,
    );
    await tx.execute(sql`
      insert into policy_versions (id, kind, version, text, effective_on, material, summary)
      select ${newId()}, ${kind}, max(version) + 1, ${change(text)}, (now() at time zone 'UTC')::date + ${days}::integer, true,
        ${`We give you more time. ${hostile}`}
      from policy_versions where kind = ${kind}`);
  });
}

/** Every page of the policies, as somebody finds them by following links. */
async function walk(): Promise<Map<string, Response & { html: string }>> {
  const found = new Map<string, Response & { html: string }>();
  const left = ['/policies', '/policies/terms/changes'];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (found.has(path)) continue;
    const answer = await get(path);
    const html = await answer.text();
    found.set(path, Object.assign(answer, { html }));
    for (const [, href = ''] of html.matchAll(/<a href="([^"]+)"/g))
      if (href.startsWith('/policies')) left.push(href.replaceAll('&#38;', '&'));
  }
  return found;
}

describe('the pages of the policies', () => {
  it('are not there before the install is set up', () => assert.deepEqual(before, [404, 404]));

  it('lead to every version and every change, and none sets a cookie, runs a script or fetches anything', async () => {
    const pages = await walk();
    const paths = [...pages.keys()];
    for (const kind of policyKinds) assert.ok(paths.includes(`/policies/${kind}/1/text`), kind);
    for (const path of ['/policies/terms/3', '/policies/terms/changes?from=2&to=3'])
      assert.ok(paths.includes(path));
    for (const [path, answer] of pages) {
      assert.equal(answer.status, 200, path);
      assert.deepEqual(answer.headers.getSetCookie(), [], path);
      if (path.endsWith('/text')) continue;
      assert.match(
        answer.headers.get('content-security-policy') ?? '',
        /^default-src 'none'; style-src 'sha256-/,
        path,
      );
      assert.doesNotMatch(answer.html, /<script|<img|<link|<iframe|<[^>]*\son\w+=|href="javascript/i, path);
    }
  });

  it('give a text of which the hash is', async () => {
    const text = await (await get('/policies/terms/2/text')).text();
    const page = await (await get('/policies/terms/2')).text();
    assert.ok(page.includes(createHash('sha256').update(text).digest('hex')));
    assert.ok(text.includes(hostile));
  });

  it('show the version in force, say what is coming, and mark what is over', async () => {
    const page = async (path: string) => (await get(path)).text();
    assert.match(await page('/policies/terms'), /Version 2, in force since/);
    assert.match(await page('/policies/terms'), /A new version takes effect on/);
    assert.match(await page('/policies/terms/1'), /This is an earlier version/);
    assert.match(await page('/policies/terms/3'), /not in force yet/);
    const changes = await page('/policies/terms/changes?from=1&to=3');
    assert.match(changes, /<del>.*30.*<\/del>/);
    assert.match(changes, /<ins>.*90.*<\/ins>/);
    assert.doesNotMatch(changes, /<ins>[^/]*60/);
  });

  it('say that there is nothing at an address that names nothing', async () => {
    for (const path of [
      'nothing',
      'terms/99',
      'terms/x',
      'terms/0x1',
      'nothing/1/text',
      'terms/changes?from=9',
      '__proto__',
    ]) {
      const answer = await get(`/policies/${path}`);
      assert.equal(answer.status, 404, path);
      assert.match(await answer.text(), /no such policy/);
    }
  });
});

describe('cookies', () => {
  it('are not set by any page or link that anybody can open', async () => {
    const open = app.app.contracts.filter(
      ({ permission, method }) => permission === 'public' && method === 'GET',
    );
    const paths = open.map(({ path }) =>
      path.replace(':kind', 'terms').replace(':version', '1').replace(/:\w+/g, 'x'),
    );
    for (const path of ['/', '/login', '/welcome', '/assets/nothing.js', ...paths])
      assert.deepEqual((await get(path)).headers.getSetCookie(), [], path);
  });

  it('that the product sets are all on the cookie page', () => {
    const root = join(import.meta.dirname, '../../..');
    const names = globSync('server/**/*.ts', { cwd: root })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .filter((source) => source.includes('setCookie(') || source.includes('hostCookie('))
      .flatMap((source) => [...source.matchAll(/'(?:__Host-)([\w-]+)'|hostCookie\('([\w-]+)'/g)])
      .map(([, first, second]) => first ?? second);
    assert.ok(names.length > 0);
    for (const name of names)
      assert.ok(
        readOriginal('cookies').includes(`\`__Host-${name}\``),
        `${name}: say on the cookie page what it is for`,
      );
  });
});

describe('what the dashboard keeps in the browser', () => {
  const root = join(import.meta.dirname, '../../../dashboard/src');
  const keepers = globSync('**/*.{ts,tsx}', { cwd: root })
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }))
    // Setting is what keeps; the look whether a browser has such a place keeps nothing.
    .filter(({ source }) => /Storage\.setItem\(|use(Local|Session)Storage[<(]/.test(source));

  it('is all on the cookie page', () => {
    assert.ok(keepers.length > 0);
    for (const { file, source } of keepers) {
      const names = [...source.matchAll(/(?:key:|const \w+ =) ['`]([a-z][a-z-]*[a-z])/g)].map(
        ([, name]) => name!,
      );
      assert.ok(names.length > 0, `${file}: under what name does it keep it?`);
      for (const name of names)
        assert.ok(
          readOriginal('cookies').includes(`\`${name}\``),
          `${file}: say on the cookie page what ${name} is for`,
        );
    }
  });
});

describe('the privacy policy', () => {
  it('tells how long the activity log is kept', () => {
    assert.equal(app.services.config.activityKeepDays, 3 * 365);
    assert.match(readOriginal('privacy'), /\*\*Activity log\*\*: three years/);
  });
});

describe('in a browser without scripts that refuses cookies', {
  skip: !browser && 'no Chromium runs here',
}, () => {
  it('two versions can be chosen and compared by keyboard', async () => {
    const page = await browser!.newPage({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    await page.goto(`${app.url}/policies/terms/changes`);
    await page.getByLabel('From').selectOption('1');
    await page.getByRole('button', { name: 'Compare' }).press('Enter');
    await page.waitForURL(/from=1&to=3/);
    await page.getByRole('link', { name: 'Read version 3 as a whole' }).click();
    await page.getByRole('heading', { name: 'Terms of service', level: 1 }).waitFor();
    await page.getByText(person.postalAddress).first().waitFor();
    assert.deepEqual(await page.context().cookies(), []);
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`they are accessible and fit a small phone (${colorScheme})`, async () => {
      const page = await browser!.newPage({ colorScheme, viewport: { width: 320, height: 640 } });
      for (const path of [
        '',
        '/terms',
        '/privacy',
        '/cookies',
        '/terms/1',
        '/terms/changes?from=1&to=3',
        '/nothing',
      ]) {
        // The page's own policy lets no script in, not even the one that looks for faults.
        await page.setContent(await (await get(`/policies${path}`)).text());
        assert.deepEqual(await findings(page), [], path);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, path);
      }
    });
});

async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe });
  return (await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id }) => id))',
  )) as string[];
}
