import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { inviteStaff } from '#server/operator/contract.ts';
import { setUpInstall, startTestApp } from '../app.ts';
import { codeOf, enrolAuthenticator } from '../second-factor.ts';
import { lastSystemMail } from '../system-mail.ts';
import { looks, openBrowser, openPage, skip } from './open-browser.ts';
import { goTo, seen } from './walk-through.ts';

const app = await startTestApp();
const email = 'bo@staff.example';
const password = 'a calm and friendly sentence';

describe('the console in a browser', { skip }, () => {
  it('is opened by invitation and a second factor, prepares an account, suspends one and shows the health', async () => {
    const admin = app.visitor();
    await setUpInstall(admin);
    await enrolAuthenticator(admin);
    await using browser = await openBrowser();
    const { page, faults } = await openPage(browser, app.url, looks['a desktop in light']);
    await join(page, await invite(admin, 'support'));
    await addApp(page);
    await prepareAccount(page);
    await suspend(page, (await app.newAccount()).accountId);
    await look(page);
    await page.setViewportSize({ width: 320, height: 800 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await visit(page, 'Accounts', 'Accounts');
    await visit(page, 'Health', 'Health');
    await page.route('**/api/operator/health', (route) => route.abort('connectionrefused'));
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Mail Minion does not answer').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'Database' }).count(), 0);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Database' }).waitFor();
    assert.deepEqual(faults, []);
  });
});

async function invite(admin: ReturnType<typeof app.visitor>, staffRole: 'support'): Promise<string> {
  await admin.call(inviteStaff, { body: { email, staffRole } });
  const { link } = await lastSystemMail(app.services, email, 'staff-invitation');
  return new URL(link).hash;
}

async function join(page: Page, token: string): Promise<void> {
  await page.goto(`${app.url}/staff-invitation${token}`);
  await page.getByLabel('Your name').fill('Bo Lindqvist');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await seen(page, 'an invitation to run the install');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'One more thing before you begin' }).waitFor();
  await seen(page, 'what a second factor is asked for with');
}

async function addApp(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const dialog = page.getByRole('dialog');
  const key = await dialog.locator('code').first().textContent();
  await dialog.getByLabel('Code').fill(codeOf((key ?? '').replaceAll(' ', '')));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('button', { name: 'Open the console' }).click();
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
}

async function prepareAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Prepare an account' }).click();
  await page.getByLabel('Organisation').fill('Harbour Books');
  await page.getByLabel('Name of the owner').fill('Cy Harbour');
  await page.getByLabel('Their email').fill('cy@harbour.example');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await page.getByText('The mail to cy@harbour.example is on its way.').waitFor();
}

/** For complaints at first; once it is known to be phishing, the links that are out are turned off, too. */
async function suspend(page: Page, accountId: string): Promise<void> {
  await page.goto(`${app.url}/operator/accounts/${accountId}`);
  await page.getByRole('button', { name: 'Suspend', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Many people complained.');
  await dialog.getByRole('button', { name: 'Suspend', exact: true }).click();
  await page.getByRole('button', { name: 'Suspension', exact: true }).click();
  assert.equal(await dialog.getByLabel('Reason').inputValue(), 'Many people complained.');
  await dialog.getByLabel('Turn off the links').check();
  await seen(page, 'a suspension being changed');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The links in its mail are turned off.').waitFor();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByText('The links in its mail are turned off.').waitFor({ state: 'detached' });
}

/** What support may not do is not there at all. */
async function look(page: Page): Promise<void> {
  await visit(page, 'Staff', 'Staff');
  await page.getByText('Ana Okafor').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Invite' }).count(), 0);
  await visit(page, 'Plans', 'Plans');
  await page.getByText('No plan yet').waitFor();
  assert.equal(await page.getByRole('button', { name: 'New plan' }).count(), 0);
  await visit(page, 'Staff activity', 'Staff activity');
  await page.getByText('prepared an account for').waitFor();
}

async function visit(page: Page, tab: string, title: string): Promise<void> {
  await goTo(page, 'Console', tab);
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
  await seen(page, tab);
}
