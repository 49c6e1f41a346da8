import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { getSession } from '#server/sign-in/contract.ts';
import { openSession } from '#server/sign-in/index.ts';
import { person, startTestApp, type TestApp } from '../app.ts';
import { runJobs } from '../run-jobs.ts';
import { lastSystemMail } from '../system-mail.ts';
import { looks, openBrowser, openPage, skip } from './open-browser.ts';
import { seen } from './walk-through.ts';

const better = 'seven lanterns on a quiet quay';
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('logging in and staying safe, in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`works on ${name}`, async () => {
      const app = await startTestApp({});
      const { email, logInElsewhere } = await someone(app);
      const browser = await openBrowser();
      try {
        const { page, faults } = await openPage(browser, `${app.url}/login`, look);
        await getInByMail(app, page, email);
        await logIn(page, email, better);
        await logInElsewhere();
        await endTheOther(page, app.url);
        await changePassword(page);
        await changeAddress(page);
        assert.deepEqual(faults, []);
      } finally {
        await browser.close();
      }
    });
  }

  it('says what it needs where cookies are refused', async () => {
    const app = await startTestApp({});
    const { email } = await someone(app);
    const browser = await openBrowser();
    try {
      const { page } = await openPage(browser, 'about:blank', looks['a desktop in light']);
      // As a browser that takes cookies and keeps none.
      const json = { error: { code: 'not_logged_in', message: 'Please log in.' } };
      await page.route('**/api/session', (route) =>
        route.request().method() === 'GET' ? route.fulfill({ status: 401, json }) : route.continue(),
      );
      await page.goto(`${app.url}/login`);
      await fillLogin(page, email, person.password);
      await page.getByRole('alert').getByText('Your browser refuses cookies').waitFor();
      await seen(page, 'the login without cookies');
      // As Chromium when it refuses them: it still says that it takes them.
      await page.addInitScript(`Object.defineProperty(window, 'localStorage', {
        get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
      })`);
      await page.reload();
      await page.getByRole('alert').getByText('Your browser refuses cookies').waitFor();
    } finally {
      await browser.close();
    }
  });
});

/** A person, and the browser they use elsewhere. */
async function someone(app: TestApp) {
  const { client, accountId } = await app.newAccount();
  const { user } = await client.call(getSession);
  const elsewhere = { ip: '8.8.4.4', userAgent: firefox };
  return {
    email: user.email,
    logInElsewhere: () => openSession(app.services.database, { accountId, userId: user.id }, elsewhere),
  };
}

async function getInByMail(app: TestApp, page: Page, email: string): Promise<void> {
  await seen(page, 'the login');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await page.getByRole('heading', { name: 'Forgotten your password?' }).waitFor();
  await page.getByLabel('Email').fill(email);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
  await seen(page, 'after asking for a link');
  await runJobs(app.services);
  const { link } = await lastSystemMail(app.services, email, 'reset-password');
  await page.goto(link.replace(app.services.baseUrl, app.url));
  const field = page.getByRole('textbox', { name: 'New password' });
  await field.fill('Password2026!');
  await page.keyboard.press('Enter');
  await page.getByText('Many people use this one').waitFor();
  await seen(page, 'a new password that is refused');
  await field.fill(better);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor();
}

async function fillLogin(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.keyboard.press('Enter');
}

async function logIn(page: Page, email: string, password: string): Promise<void> {
  await fillLogin(page, email, 'a wrong guess');
  await page.getByText('do not match').waitFor();
  await fillLogin(page, email, password);
  await page.getByRole('heading', { name: /Ana/ }).waitFor();
}

async function endTheOther(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/security`);
  await page.getByText('This browser', { exact: true }).waitFor();
  await seen(page, 'the security page');
  await page.getByRole('button', { name: 'End the session of Firefox on Linux' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await page.getByText('Firefox on Linux').waitFor({ state: 'detached' });
}

async function changePassword(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Present password' }).fill('not the present one');
  await dialog.getByRole('textbox', { name: 'New password' }).fill(`${better} again`);
  await page.keyboard.press('Enter');
  await dialog.getByText('This is not your present password.').waitFor();
  await seen(page, 'the dialog for a new password');
  await dialog.getByRole('textbox', { name: 'Present password' }).fill(better);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}

async function changeAddress(page: Page): Promise<void> {
  const begin = page.getByRole('button', { name: 'Change address' });
  await begin.click();
  const dialog = page.getByRole('dialog', { name: 'Change email address' });
  await dialog.getByLabel('New address').fill('a.new.address@somewhere-with-a-long-name.example');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Done' }).click();
  const underWay = page.getByRole('group', { name: 'Change of address under way' });
  await underWay.waitFor();
  await page.reload();
  await underWay.getByText('a.new.address@somewhere').waitFor();
  await seen(page, 'a change of address under way');
  await underWay.getByRole('button', { name: 'Send it again' }).click();
  await page.getByText('a new link is on its way').waitFor();
  await underWay.getByRole('button', { name: 'Stop the change' }).click();
  await underWay.waitFor({ state: 'hidden' });
  await begin.and(page.locator(':focus')).waitFor();
}
