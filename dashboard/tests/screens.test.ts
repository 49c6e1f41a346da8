import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  skip,
} from '#testing/browser/open-browser.ts';
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
  '/settings/usage',
  '/agreements',
  '/settings/operator',
  '/deliveries',
  '/nowhere',
];

describe('every screen', { skip }, () => {
  let product: Product;
  let browser: Browser;
  let folder: string;
  let url: string;
  const ids: Record<string, string> = {};

  before(async () => {
    folder = await temporaryFolder();
    product = startProduct({ DATA_DIR: folder });
    url = await product.ready();
    browser = await openBrowser();
    await furnish(url, ids);
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
      await logIn(page);
      for (const screen of screens) {
        await page.goto(url + screen.replace(/:(\w+)/g, (_, key: string) => ids[key]!));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => {});
        await expectAccessible(page, screen);
        await expectNoSidewaysScroll(page, screen);
      }
      assert.deepEqual(faults, []);
      await page.context().close();
    });
  }

  it('can be walked with the keyboard', async () => {
    const { page } = await openPage(browser, url, looks[0]);
    await logIn(page);
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

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('Email').fill(person.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: /Ana/ }).waitFor();
}

/** An account with a list, a contact and a draft, over the API. */
async function furnish(url: string, ids: Record<string, string>): Promise<void> {
  const account = {
    ...person,
    name: 'Ana Okafor',
    organisation: 'Okafor',
    postalAddress: '1 Harbour Street, Lisbon',
  };
  const cookie = (await post(`${url}/api/setup`, account)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
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
