import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { createContact, createList } from '#server/audience/contract.ts';
import { setUpInstall, startTestApp } from '../app.ts';
import { readZip } from '../read-zip.ts';
import { looks, openBrowser, openPage, skip } from './open-browser.ts';
import { seen } from './walk-through.ts';

const app = await startTestApp();

describe('leaving in a browser', { skip }, () => {
  let browser: Browser;
  before(async () => {
    await setUpInstall(app.visitor());
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const [name, look] of Object.entries(looks))
    it(`takes everything along, closes the account and keeps it after all, on ${name}`, async () => {
      const { client, cookie } = await app.newAccount();
      const list = await client.call(createList, { body: { name: 'Readers' } });
      await client.call(createContact, { body: { email: 'ana@people.example', listIds: [list.id] } });
      const { page, faults } = await openPage(browser, `${app.url}/login`, look);
      const [key = '', value = ''] = cookie.split('=');
      await page.context().addCookies([{ name: key, value, url: app.url }]);
      await page.goto(`${app.url}/settings`);

      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export everything' }).click();
      const files = readZip(await readFile(await (await download).path()));
      assert.match(files.get('contacts.csv')!.toString(), /ana@people\.example/);
      await page.getByText(/Last exported/).waitFor();
      await seen(page, 'after an export');

      await page.getByRole('button', { name: 'Close the account' }).click();
      const dialog = page.getByRole('dialog');
      const close = dialog.getByRole('button', { name: 'Close the account' });
      assert.ok(await close.isDisabled());
      await dialog.getByLabel(/^Type /).fill('Okafor & Daughters');
      await seen(page, 'the question');
      await dialog.getByLabel(/^Type /).press('Enter');
      const banner = page.getByRole('region', { name: 'Closing' });
      await banner.getByText(/This account is deleted in 30 days/).waitFor();
      await dialog.waitFor({ state: 'detached' });
      await seen(page, 'an account being closed');

      await banner.getByRole('button', { name: 'Keep the account' }).click();
      await banner.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Close the account' }).waitFor();
      assert.deepEqual(faults, []);
      await page.context().close();
    });
});
