import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { beginAuthenticatorApp, confirmAuthenticatorApp } from '#server/second-factors/contract.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  settled,
  skip,
} from '#testing/browser/open-browser.ts';
import { migratedDatabase } from '#testing/database.ts';
import { codeOf } from '#testing/one-time-code.ts';
import { type Product, startProduct } from '#testing/product.ts';
import { temporaryFolder } from '#testing/temporary-folder.ts';

const looks = [
  { name: 'wide and light', viewport: { width: 1360, height: 850 }, colorScheme: 'light' },
  { name: '320 px and dark', viewport: { width: 320, height: 700 }, colorScheme: 'dark' },
] as const;

/** Screens the main job does not pass; `:campaign` and `:list` stand for what `furnish` made. */
const screens = [
  '/campaigns',
  '/campaigns/new',
  '/campaigns/:campaign',
  '/campaigns/:campaign/content',
  '/campaigns/:campaign/report',
  '/lists',
  '/lists/:list',
  '/contacts',
  '/contacts/fields',
  '/contacts/suppressions',
  '/settings',
  '/settings/sending',
  '/settings/sending/servers/new',
  '/settings/sending/servers/new?kind=smtp',
  '/settings/sending/servers/new?kind=mx',
  '/settings/sending/servers/:server',
  '/settings/api-keys',
  '/settings/profile',
  '/settings/security',
  '/settings/second-factors',
  '/settings/team',
  '/settings/activity',
  '/settings/plan',
  '/settings/single-sign-on',
  '/agreements',
  '/operator',
  '/operator/plans',
  '/operator/registration',
  '/operator/usage',
  '/operator/health',
  '/operator/staff',
  '/operator/staff-activity',
  '/operator/sign-in',
  '/operator/system-mail',
  '/operator/system-mail/sent',
  '/operator/policies',
  '/operator/anchors',
  '/operator/login',
  '/deliveries',
  '/nowhere',
];

const database = await migratedDatabase();

describe('every screen', { skip }, () => {
  let product: Product;
  let browser: Browser;
  let folder: string;
  let url: string;
  const ids: Record<string, string> = {};
  let cookie: string;

  before(async () => {
    folder = await temporaryFolder();
    product = startProduct({ DATA_DIR: folder, DATABASE_URL: database });
    url = await product.ready();
    browser = await openBrowser();
    cookie = await setUp(url);
    await furnish(url, cookie, ids);
  });
  after(async () => {
    await browser?.close();
    product?.child.kill('SIGTERM');
    await product?.ended;
    await rm(folder, { recursive: true, force: true });
  });

  for (const { name, ...look } of looks) {
    it(`is accessible and fits, ${name}`, async () => {
      const { page, faults } = await openPage(browser, url, look);
      await comeBack(page, url, cookie);
      for (const screen of screens) {
        await page.goto(url + screen.replace(/:(\w+)/g, (_, key: string) => ids[key]!));
        const title = page.getByRole('heading', { level: 1 });
        await title.waitFor();
        await settled(page);
        const isNoScreen = /leads nowhere|One more thing/.test((await title.textContent()) ?? '');
        assert.equal(isNoScreen, screen === '/nowhere', screen);
        await expectAccessible(page, screen);
        await expectNoSidewaysScroll(page, screen);
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }

  it('can be walked with the keyboard', async () => {
    const { page } = await openPage(browser, url, looks[0]);
    await comeBack(page, url, cookie);
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
    await page.getByRole('link', { name: 'Spring' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Spring' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Find or do' }).waitFor();
    await page.keyboard.type('settings');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.context().close();
  });
});

const person = { email: 'ana@okafor.example', password: 'a calm and friendly sentence' };

/** With the session that showed a second factor: a password alone does not open the console. */
async function comeBack(page: Page, url: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(url);
  await page.getByRole('heading', { level: 1, name: /Ana/ }).waitFor();
}

/** An install and its operator. Gives the cookie of a session with a second factor. */
async function setUp(url: string): Promise<string> {
  const account = {
    ...person,
    name: 'Ana Okafor',
    organisation: 'Okafor',
    postalAddress: '1 Harbour Street, Lisbon',
  };
  const cookie = cookieOf(await post(`${url}/api/setup`, account));
  const begun = await post(url + beginAuthenticatorApp.path, {}, cookie);
  const { key } = (await begun.json()) as { key: string };
  return cookieOf(await post(url + confirmAuthenticatorApp.path, { code: codeOf(key) }, cookie));
}

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** A list, a contact, a draft and a sending server, over the API. */
async function furnish(url: string, cookie: string, ids: Record<string, string>): Promise<void> {
  const make = async (path: string, body: object) =>
    ((await (await post(url + path, body, cookie)).json()) as { id: string }).id;
  ids.list = await make('/api/lists', { name: 'Readers' });
  ids.server = await make('/api/sending-servers', {
    kind: 'smtp',
    name: 'Our relay',
    settings: { host: 'smtp.relay.example', port: 587, encryption: 'starttls', user: 'ana' },
    secret: 'a secret',
    fromDomains: ['okafor.example'],
    limits: { perDay: 5000 },
    warmUp: { startedOn: '2026-11-22', plan: [50, 100, 200] },
  });
  await make('/api/contacts', { email: 'bo@people.example', listIds: [ids.list] });
  ids.campaign = await make('/api/campaigns', {
    name: 'Spring',
    starter: 'newsletter',
    includeLists: [ids.list],
  });
}

async function post(address: string, body: object, cookie = ''): Promise<Response> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(address).origin, cookie },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${address}: ${response.status}`);
  return response;
}
