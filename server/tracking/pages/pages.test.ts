import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Scope } from '#server/accounts/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { createRegistrar, createServer } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { startTestApp } from '#testing/app.ts';
import { testDatabase } from '#testing/database.ts';
import { bareAccount, sentCampaign } from '#testing/sent-campaign.ts';
import { createIngest, createLinkMaker, startRecorder, trackingRoutes } from '../index.ts';
import * as pages from './pages.ts';

const executablePath = process.env.CHROMIUM_PATH;
const skip = executablePath === undefined && 'no Chromium runs here';
const browser: Browser | undefined = executablePath
  ? await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  : undefined;
after(() => browser?.close());

describe('the pages behind the links of a mail', { skip }, () => {
  it('let a reader without JavaScript leave, by keyboard, and take it back', async () => {
    const app = await startTestApp();
    const { database, keys } = app.services;
    const accountId = await bareAccount(database, 'Harbour Books');
    const { sendId, contacts } = await sentCampaign(database, accountId, { count: 1 });
    const contactId = contacts[0]!.id;
    const status = async () =>
      (
        await database.asSystem((tx) =>
          tx.one<{ status: string }>(sql`select status from contacts where id = ${contactId}`),
        )
      ).status;
    const page = await browser!.newPage({ javaScriptEnabled: false, viewport: { width: 390, height: 800 } });
    const links = createLinkMaker({ baseUrl: app.url, keys: keys.links });
    await page.goto(links.forMessage({ accountId, sendId, position: 1, contactId }).unsubscribeUrl());
    await page.getByText('Harbour Books will not write to you again').waitFor();
    assert.equal(await status(), 'subscribed');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You have left' }).waitFor();
    assert.equal(await status(), 'unsubscribed');
    await page.getByRole('button', { name: 'It was a mistake' }).click();
    await page.getByRole('heading', { name: 'Good to have you back' }).waitFor();
    assert.equal(await status(), 'subscribed');
    assert.deepEqual(await page.context().cookies(), []);
  });

  it('show the web version as a mail: links work, scripts and forms do not', async () => {
    const { server, url, links, ref } = await bareServer(hostileMail);
    const page = await browser!.newPage();
    await page.goto(links.forMessage(ref).webVersionUrl());
    assert.equal(
      await page.evaluate('getComputedStyle(document.querySelector("h1")).color'),
      'rgb(255, 0, 0)',
    );
    assert.equal(await page.title(), 'Autumn');
    await page.getByRole('button', { name: 'Send' }).click();
    assert.equal(page.url(), links.forMessage(ref).webVersionUrl());
    await page.getByRole('link', { name: 'Read on' }).click();
    await page.waitForURL(`${url}/o/destination`);
    await server.close();
  });

  const all = {
    leave: pages.leavePage('Harbour Books'),
    left: pages.leftPage('A sender with a name as long as anybody may possibly have come up with & Sons'),
    leftLists: pages.leftListsPage('Harbour Books'),
    stayed: pages.stayedPage('Harbour Books'),
    testLeave: pages.testLeavePage(undefined),
    broken: pages.brokenLinkPage(),
    gone: pages.goneWebVersionPage('Harbour Books'),
    tryAgain: pages.tryAgainPage('Harbour Books'),
  };
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`are accessible and fit a small phone (${colorScheme})`, async () => {
      const page = await browser!.newPage({ colorScheme, viewport: { width: 320, height: 640 } });
      for (const [name, html] of Object.entries(all)) {
        await page.setContent(html);
        assert.deepEqual(await findings(page), [], name);
        assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320, name);
      }
    });
  }
});

const hostileMail = (url: string) => `<!doctype html><title>Autumn</title>
<h1 style="color: red">Autumn</h1>
<script>document.title = 'taken over'</script>
<img src="x:" onerror="document.title = 'taken over'">
<form action="${url}/o/form"><button>Send</button></form>
<a href="${url}/o/destination">Read on</a>`;

/** The public routes alone, with this mail as every web version. */
async function bareServer(mail: (url: string) => string) {
  const { database } = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'mail-minion-spool-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const recorder = await startRecorder({ ingest: createIngest(database, []), folder, log: silentLog });
  const server = await createServer({ log: silentLog, trustProxy: false });
  server.addHook('onClose', () => recorder.stop());
  const key = randomBytes(32);
  let url = '';
  const renderWebVersion = async () => mail(url);
  const on = createRegistrar<Scope>(server, async () => ({}) as Scope);
  trackingRoutes(on, {
    database,
    keys: soleKey(key),
    recorder,
    renderWebVersion,
    areLinksStopped: () => false,
  });
  url = await server.listen({ port: 0, host: '127.0.0.1' });
  const ref = { accountId: newId(), sendId: newId(), position: 1 };
  return { server, url, links: createLinkMaker({ baseUrl: url, keys: soleKey(key) }), ref };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe });
  return (await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id }) => id))',
  )) as string[];
}
