import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { inviteToRegister, setRegistrationMode } from '#server/registration/contract.ts';
import { askForNewAddress, getSession } from '#server/sign-in/contract.ts';
import { invite } from '#server/team/contract.ts';
import { person, startTestApp } from '../app.ts';
import { runJobs } from '../run-jobs.ts';
import { codeOf, enrolAuthenticator } from '../second-factor.ts';
import { lastSystemMail } from '../system-mail.ts';
import { looks, openBrowser, openPage, skip } from './open-browser.ts';

const app = await startTestApp();
const phone = looks['a phone in dark'];

describe('the secret of a mailed link', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('stays behind the # over a login in two steps, which leads back to it', async () => {
    const { client, email } = await app.newAccount();
    const { key } = await enrolAuthenticator(client);
    const newAddress = `new.${email}`;
    await client.call(askForNewAddress, { body: { email: newAddress } });
    await runJobs(app.services);
    const { link } = await lastSystemMail(app.services, newAddress, 'confirm-new-address');
    const { page, faults } = await openPage(browser, `${app.url}/policies`, phone);
    const told = addressesTold(page);
    await page.goto(hereOf(link));
    await fillLogin(page, email);
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key, 1));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Use the new address' }).click();
    await page.getByText(`You log in with ${newAddress}`).waitFor();
    assert.equal((await client.call(getSession)).user.email, newAddress);
    assertHidden(told(), link);
    // Whoever is logged in by now is led on as well.
    await page.goto(`${app.url}/login?next=${encodeURIComponent('/settings/team')}#some-place`);
    await page.waitForURL(`${app.url}/settings/team#some-place`);
    assert.deepEqual(faults, []);
  });

  it('goes behind the # where it was mailed before it stood there', async () => {
    const [owner, known] = [await app.newAccount(), await app.newAccount()];
    await owner.client.call(invite, { body: { email: known.email, role: 'editor' } });
    const { link } = await lastSystemMail(app.services, known.email, 'invitation');
    const older = hereOf(link).replace('#', '?token=');
    const { page, faults } = await openPage(browser, `${app.url}/policies`, phone);
    const told = addressesTold(page);
    await page.goto(older);
    await page.getByRole('link', { name: 'Log in' }).click();
    await fillLogin(page, known.email);
    await page.getByRole('button', { name: /^Join / }).waitFor();
    assert.equal(page.url(), hereOf(link));
    assertHidden(
      told().filter((address) => address !== older),
      link,
    );
    assert.deepEqual(faults, []);
  });

  it('opens what another link of its kind is for, pasted over it, and stays for somebody else', async () => {
    const [owner, known, stranger] = await Promise.all(Array.from({ length: 3 }, () => app.newAccount()));
    const linkTo = async (email: string) => {
      await owner!.client.call(invite, { body: { email, role: 'editor' } });
      return hereOf((await lastSystemMail(app.services, email, 'invitation')).link);
    };
    const { page, faults } = await openPage(browser, `${app.url}/login`, phone);
    await fillLogin(page, stranger!.email);
    await page.getByRole('heading', { name: /Ana/ }).waitFor();
    await page.goto(await linkTo('somebody.new@account.example'));
    await page.getByText('This invitation is for somebody.new@account.example').waitFor();
    // The browser itself loads nothing for this.
    await page.goto(await linkTo(known!.email));
    await page.getByText(`This invitation is for ${known!.email}`).waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You log in with').getByText(known!.email).waitFor();
    assert.deepEqual(faults, []);
  });

  it('opens a registration, and is in no request for it', async () => {
    const operator = await app.newOperator();
    await operator.client.call(setRegistrationMode, { body: { mode: 'invitation' } });
    const email = 'invited@newcomers.example';
    await operator.client.call(inviteToRegister, { body: { email } });
    const { link } = await lastSystemMail(app.services, email, 'registration-invitation');
    const { page, faults } = await openPage(browser, `${app.url}/register`, phone);
    await page.getByRole('heading', { name: 'No registration here' }).waitFor();
    const told = addressesTold(page);
    await page.goto(hereOf(link));
    await page.getByRole('heading', { name: 'Open an account' }).waitFor();
    await page.getByRole('checkbox', { name: /I have read these/ }).waitFor();
    assertHidden(told(), link);
    assert.deepEqual(faults, []);
  });
});

const hereOf = (link: string) => link.replace(app.services.baseUrl, app.url);

/** Every address that this page names to a server from now on. */
function addressesTold(page: Page): () => string[] {
  const told: string[] = [];
  page.on('request', (request) => told.push(request.url(), request.headers().referer ?? ''));
  return () => told;
}

/** What browsers ask for has no fragment; a driver shows it all the same. */
function assertHidden(addresses: string[], link: string): void {
  assert.ok(addresses.length > 0);
  const secret = new URL(link).hash.slice(1);
  const open = addresses.filter((address) => address.split('#')[0]?.includes(secret));
  assert.deepEqual(open, []);
}

async function fillLogin(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  await page.keyboard.press('Enter');
}
