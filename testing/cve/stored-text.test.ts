/**
 * What strangers wrote is text on every screen. CVE-2020-35124, CVE-2020-35125, CVE-2024-47050, CVE-2021-27917 (Referer and
 * tracking parameters in reports), CVE-2021-27910 (bounces), CVE-2021-27909 (reset page), CVE-2026-9809 (names),
 * phplist3#660-#679 (every name field), CVE-2021-43331, CVE-2020-12108, CVE-2020-15011, CVE-2018-13796 (public pages).
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { buildDashboard } from '#server/app/supervise/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { startTestApp } from '../app.ts';
import { looks, openBrowser, openPage, settled, skip } from '../browser/open-browser.ts';
import { makeOneOfEach } from '../every-route.ts';
import { Victim } from '../isolation/victim.ts';
import { sentCampaign } from '../sent-campaign.ts';

/** Breaks out of attributes, elements, scripts and styles, wherever it lands as anything but text. */
const payload = `"'><img src=x onerror=alert(1) data-planted><svg onload=alert(2)><a href="javascript:alert(3)">p</a></title></style></textarea><script>alert(4)</script>{{constructor}}\${alert(5)}`;

const src = join(import.meta.dirname, '../../dashboard/src');
/** Every screen of the dashboard, as its routes say. */
const screens = [
  ...new Set(
    globSync('**/*.{ts,tsx}', { cwd: src }).flatMap((file) =>
      [...readFileSync(join(src, file), 'utf8').matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path]) => path!),
    ),
  ),
].sort();

describe('hostile text', { skip }, () => {
  let browser: Browser;
  before(async () => {
    await buildDashboard(() => {}, AbortSignal.timeout(120_000));
    browser = await openBrowser();
  });
  after(() => browser?.close());

  it('CVE-2024-47050, CVE-2021-27917, CVE-2021-27910: is text on every screen that shows it', async () => {
    const app = await startTestApp({ TRUST_PROXY: 'true' });
    const owner = await app.newOperator();
    const { database, baseUrl, keys } = app.services;
    const things = await makeOneOfEach(database, owner.client, owner.accountId);
    const sent = await sentCampaign(database, owner.accountId);
    await visitFromEvil(app.url, linksOf(sent, baseUrl, keys.links));
    await using planted = await Victim.of(app, owner.accountId);
    const columns = await planted.mark(payload);
    assert.ok(columns.length > 30, `${columns.length} columns`);
    await database.asSystem((tx) => tx.execute(sql`update users set name = name || ${payload}`));
    const { page, faults, shown } = await watchedPage(browser, app.url, owner.cookie);
    let holding = 0;
    for (const screen of screens) {
      await page.goto(app.url + fillIn(screen, { ...things, sent: sent.campaignId }));
      await settled(page);
      if ((await page.locator('body').textContent())?.includes('onerror=alert(1)')) holding += 1;
      await shown(screen);
    }
    assert.deepEqual(faults, []);
    assert.ok(holding >= 12, `only ${holding} of ${screens.length} screens showed the text`);
    await page.context().close();
  });

  it('CVE-2021-27909, CVE-2021-43331: in an address is reflected by no page that anybody may open', async () => {
    const app = await startTestApp();
    await app.newOperator();
    const { page, faults, shown } = await watchedPage(browser, app.url);
    const hostile = encodeURIComponent(payload);
    const open = [
      '/login',
      '/register',
      '/forgotten-password',
      '/reset-password',
      '/invitation',
      '/confirm-address',
    ];
    const links = ['/u/x', '/w/x', '/c/x', '/policies', '/policies/terms', '/policies/cookies', '/nowhere'];
    for (const path of [...open, '/confirm-new-address', '/stop-new-address', '/welcome', ...links])
      for (const address of [
        `${path}?token=${hostile}&next=${hostile}&email=${hostile}#${hostile}`,
        ...(path.startsWith('/policies') || path.length < 4 ? [`${path}/${hostile}`] : []),
      ]) {
        await page.goto(app.url + address);
        await settled(page);
        await shown(address);
      }
    assert.deepEqual(faults, []);
    await page.context().close();
  });
});

/** A page that notes dialogs, refusals and planted elements as faults. */
async function watchedPage(browser: Browser, url: string, cookie?: string) {
  const { page, faults } = await openPage(browser, `${url}/login`, looks['a desktop in light']);
  if (cookie) {
    const [name, value] = cookie.split('=') as [string, string];
    await page.context().addCookies([{ name, value, url }]);
  }
  page.on('dialog', async (dialog) => {
    faults.push(`a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().endsWith('/policy-reports')) faults.push('a report on the policy');
  });
  const shown = async (where: string) => {
    for (const frame of page.frames())
      if (await planted(frame)) faults.push(`${where} has an element made of text`);
  };
  return { page, faults, shown };
}

const planted = async (frame: ReturnType<Page['frames']>[number]) =>
  (await frame
    .evaluate(
      `document.querySelectorAll('[data-planted], [onerror], [onload], a[href^="javascript:"]').length`,
    )
    .catch(() => 0)) !== 0;

function linksOf(
  sent: { accountId: string; sendId: string; contacts: { id: string }[] },
  baseUrl: string,
  keys: Parameters<typeof createLinkMaker>[0]['keys'],
) {
  const links = createLinkMaker({ baseUrl, keys }).forMessage({
    accountId: sent.accountId,
    sendId: sent.sendId,
    position: 1,
    contactId: sent.contacts[0]!.id,
  });
  const path = (url: string) => new URL(url).pathname;
  return [
    path(links.pixelUrl()),
    path(links.tracked(`https://shop.example/?utm_source=${encodeURIComponent(payload)}`, 0)),
  ];
}

/** Opens and clicks that carry the payload in all a stranger can write. */
async function visitFromEvil(url: string, paths: string[]): Promise<void> {
  const hostile = payload.replace(/[^\x20-\x7e]/g, '');
  for (const path of paths)
    await fetch(`${url}${path}?utm_campaign=${encodeURIComponent(payload)}`, {
      redirect: 'manual',
      headers: {
        'user-agent': `Mozilla/5.0 ${hostile}`,
        referer: `https://evil.example/${hostile}`,
        'accept-language': hostile,
      },
    });
}

/** A screen's path with the things of this account in it. */
function fillIn(screen: string, things: Record<string, string>): string {
  const ids: [RegExp, string][] = [
    [/^\/campaigns\/\$id\/report/, things.sent!],
    [/^\/campaigns/, things.campaign!],
    [/^\/lists/, things.list!],
    [/^\/contacts/, things.contact!],
    [/^\/imports/, things.import!],
    [/^\/sandbox/, things.sandboxMessage!],
    [/servers/, things.sendingServer!],
    [/accounts/, things.account!],
  ];
  const id = ids.find(([path]) => path.test(screen))?.[1] ?? 'x';
  const kind = screen.includes('policies') ? 'terms' : 'reset-password';
  return screen.replace('$id', id).replace('$kind', kind).replace(/\$\w+/g, 'x');
}
