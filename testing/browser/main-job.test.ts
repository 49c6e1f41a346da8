import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { looks, mailIn, skip } from './open-browser.ts';
import { seen, walkThrough } from './walk-through.ts';

const csv = `email,first_name,city
ana@people.example,Ana,Lisbon
bo@people.example,Bo,Malmö
chloe@people.example,Chloé,Paris
not an address,Nobody,Nowhere
`;

describe('the main job in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`works on ${name}`, () => walkThrough(name, look, mainJob, 'made by the product'));
  }
});

async function mainJob(page: Page, url: string): Promise<void> {
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
  const mail = mailIn(page);
  await mail.getByText('Chloé').first().waitFor();
  await mail.getByText('1 Harbour Street').first().waitFor();
}

/** Opens, clicks and leaves as Chloé would: in a browser that knows nothing of the dashboard. */
async function readReport(page: Page, url: string): Promise<void> {
  const frame = mailIn(page);
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
