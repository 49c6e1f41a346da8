import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import {
  expectAccessible,
  expectNoSidewaysScroll,
  looks,
  openBrowser,
  openPage,
  skip,
} from './open-browser.ts';

const csv = `email,first_name,city
ana@people.example,Ana,Lisbon
bo@people.example,Bo,Malmö
chloe@people.example,Chloé,Paris
not an address,Nobody,Nowhere
`;

describe('the main job in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`works on ${name}`, async () => {
      const folder = await temporaryFolder();
      const product = startProduct({ DATA_DIR: folder });
      const browser = await openBrowser();
      try {
        const url = await product.ready();
        const { page, faults } = await openPage(browser, url, look);
        await setUp(page);
        await seen(page, 'home');
        await bringContacts(page);
        await seen(page, 'the imported list');
        await writeCampaign(page);
        await seen(page, 'the draft');
        await send(page);
        await seen(page, 'the run');
        await readCopy(page);
        await seen(page, 'the sandbox');
        await readReport(page, url);
        await seen(page, 'the report');
        assert.deepEqual(faults, []);
      } catch (error) {
        console.log(product.lines.join('\n'));
        await browser
          .contexts()[0]
          ?.pages()[0]
          ?.screenshot({ path: join(tmpdir(), `mail-minion ${name}.png`) });
        throw error;
      } finally {
        await browser.close();
        product.child.kill('SIGTERM');
        await product.ended;
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

/** Every screen of the way is looked at by axe and by its width. */
async function seen(page: Page, what: string): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => {});
  await expectAccessible(page, what);
  await expectNoSidewaysScroll(page, what);
}

async function setUp(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Ana Okafor');
  await page.getByLabel('Email').fill('ana@okafor.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('a calm and friendly sentence');
  await page.getByLabel('Organisation').fill('Okafor & Daughters');
  await page.getByLabel('Postal address').fill('1 Harbour Street\nLisbon');
  await page.getByRole('button', { name: 'Open the post room' }).click();
  await page.getByRole('heading', { name: /Ana/ }).waitFor();
}

async function bringContacts(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Lists' }).first().click();
  await page.getByRole('button', { name: /make a list/i }).click();
  await page.getByRole('textbox', { name: /name/i }).fill('Readers');
  await page.keyboard.press('Enter');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByRole('button', { name: 'Check the file' }).click();
  await page.getByRole('button', { name: 'Import 3 contacts' }).click();
  await page.getByRole('link', { name: 'Write a campaign to this list' }).waitFor();
}

async function writeCampaign(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Write a campaign to this list' }).click();
  await page.getByRole('button', { name: /^Announcement/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('A new home');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('button', { name: 'Review and send' }).first().waitFor();
}

async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review and send' }).first().click();
  const hold = page.getByRole('button', { name: 'Hold to send to 3 people' });
  await hold.focus();
  await page.keyboard.down('Enter');
  await page.getByRole('link', { name: 'Report' }).waitFor();
  await page.keyboard.up('Enter');
  await page.getByText('Sent', { exact: true }).first().waitFor();
}

async function readCopy(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sandbox' }).first().click();
  await page
    .getByRole('row', { name: /chloe@people\.example/ })
    .getByRole('link')
    .first()
    .click();
  const mail = page.frameLocator('iframe').first();
  await mail.getByText('Chloé').first().waitFor();
  await mail.getByText('1 Harbour Street').first().waitFor();
}

/** Opens, clicks and leaves as Chloé would: in a browser that knows nothing of the dashboard. */
async function readReport(page: Page, url: string): Promise<void> {
  const frame = page.frameLocator('iframe').first();
  const pixel = await frame.locator('img[src*="/o/"]').getAttribute('src');
  const link = await frame.locator('a[href*="/c/"]').first().getAttribute('href');
  const leave = await frame.locator('a[href*="/u/"]').first().getAttribute('href');
  const reader = await page.context().browser()!.newContext();
  after(() => reader.close());
  const theirs = await reader.newPage();
  await theirs.goto(pixel!);
  await theirs.request.get(link!, { maxRedirects: 0 });
  await theirs.goto(leave!);
  await theirs
    .getByRole('button', { name: /unsubscribe/i })
    .first()
    .click();
  await theirs.getByRole('heading').first().waitFor();

  await page.goto(`${url}/campaigns`);
  await page.getByRole('link', { name: 'A new home' }).first().click();
  await page.getByRole('link', { name: 'Report' }).click();
  await page.getByText('chloe@people.example').first().waitFor();
}
