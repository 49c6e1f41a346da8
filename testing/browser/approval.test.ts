import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openSession } from '#server/sign-in/index.ts';
import { startTestApp, type TestApp } from '../app.ts';
import { approvalScene } from '../approval-scene.ts';
import { looks, mailIn, openBrowser, openPage, skip } from './open-browser.ts';
import { seen } from './walk-through.ts';

describe('approval before sending, in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`goes from one person to another on ${name}`, async () => {
      const app = await startTestApp({});
      const scene = await approvalScene(app, { required: false });
      const browser = await openBrowser();
      const enter = (userId: string) => logIn(app, browser, look, { userId, accountId: scene.accountId });
      try {
        const [owner, ana, bo] = [
          await enter(scene.owner.userId),
          await enter(scene.ana.userId),
          await enter(scene.bo.userId),
        ];
        const draft = `${app.url}/campaigns/${scene.draft.id}`;
        await switchOn(owner.page, app.url);
        await ask(ana.page, draft);
        await sendBack(bo.page, app.url);
        await mendAndAskAgain(ana.page, draft);
        await approve(bo.page, app.url);
        await send(ana.page, draft);
        await switchOff(owner.page, app.url);
        assert.deepEqual([...owner.faults, ...ana.faults, ...bo.faults], []);
      } finally {
        await browser.close();
      }
    });
  }
});

async function logIn(
  { url, services }: TestApp,
  browser: Browser,
  look: BrowserContextOptions,
  who: { userId: string; accountId: string },
) {
  const token = await openSession(services.database, who, { ip: '127.0.0.1', userAgent: 'test' });
  const opened = await openPage(browser, `${url}/login`, look);
  await opened.page.context().addCookies([{ name: 'session', value: token, url }]);
  return opened;
}

async function switchOn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings`);
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  await seen(page, 'the setting');
}

async function ask(page: Page, draft: string): Promise<void> {
  await page.goto(draft);
  await page.getByText('A second person has to approve this campaign').first().waitFor();
  await page.getByRole('button', { name: 'Ask for approval' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Ask for approval' });
  await dialog.getByLabel('What should they know?').fill('Mind the prices.');
  await seen(page, 'the dialog to ask');
  await dialog.getByRole('button', { name: 'Ask for approval' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('link', { name: 'Waits for approval' }).first().waitFor();
  await seen(page, 'the draft that waits');
}

/** The campaign stands on the home page twice; the card of what waits comes later and leads to the page to approve. */
async function seeWhatWaits(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole('heading', { name: '1 campaign waits for your approval' }).waitFor();
}

async function sendBack(page: Page, url: string): Promise<void> {
  await seeWhatWaits(page, url);
  await seen(page, 'home with something that waits');
  await page.getByRole('link', { name: 'Spring' }).first().click();
  await mailIn(page).getByText('1 Harbour Street').first().waitFor();
  await page.getByText('Mind the prices.').waitFor();
  await seen(page, 'the page to approve');
  await page.getByRole('button', { name: 'Send back' }).click();
  await page.getByText('Say what is amiss.').waitFor();
  await page.getByLabel('Your answer in words').fill('Three are wrong.');
  await page.getByRole('button', { name: 'Send back' }).click();
  await page.getByText('Sent back', { exact: true }).first().waitFor();
}

async function mendAndAskAgain(page: Page, draft: string): Promise<void> {
  await page.goto(draft);
  await page.getByText('sent it back').waitFor();
  await page.getByRole('button', { name: /^Subject/ }).click();
  await page.getByRole('textbox', { name: 'Subject' }).fill('A better subject');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Ask for approval' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Ask for approval' });
  await dialog.getByRole('button', { name: 'Ask for approval' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function approve(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/campaigns`);
  await page.getByRole('button', { name: /^Waits for approval/ }).click();
  await page.getByRole('cell').getByText('Waits for approval').waitFor();
  await seen(page, 'the list of what waits');
  await seeWhatWaits(page, url);
  await page.getByRole('link', { name: 'Spring' }).first().click();
  await page.getByRole('heading', { name: 'What changed since' }).waitFor();
  await page.getByText('A better subject').first().waitFor();
  await mailIn(page).getByText('1 Harbour Street').first().waitFor();
  await seen(page, 'the page to approve again');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('approved it just now').waitFor();
  await seen(page, 'the page once it is approved');
}

async function send(page: Page, draft: string): Promise<void> {
  await page.goto(draft);
  await page.getByText('approved it: it can be sent').waitFor();
  await page.getByRole('button', { name: 'Review and send' }).first().click();
  const hold = page.getByRole('button', { name: 'Hold to send to 1 person' });
  await hold.focus();
  await page.keyboard.down('Enter');
  await page.getByRole('link', { name: 'Report' }).waitFor();
  await page.keyboard.up('Enter');
}

async function switchOff(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings`);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('button', { name: 'Switch on' }).waitFor();
}
