import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createCampaign, getCampaign } from '#server/campaigns/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { openSession } from '#server/sign-in/index.ts';
import { person, startTestApp } from '../app.ts';
import { codeOf } from '../second-factor.ts';
import { until } from '../until.ts';
import { looks, openBrowser, skip } from './open-browser.ts';
import { openAs } from './someone.ts';
import { seen } from './walk-through.ts';

const app = await startTestApp();
const { database } = app.services;
const look = looks['a desktop in light'];

describe('sessions, in a browser', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const [name, look] of Object.entries(looks))
    it(`that end while somebody writes lose no word, on ${name}`, async () => {
      const { client, cookie, userId } = await app.newAccount();
      const { id } = await client.call(createCampaign, { body: { name: 'Spring', starter: 'letter' } });
      const opened = await openAs(browser, app, cookie, { look, path: `/campaigns/${id}#subject` });
      const { page } = opened;
      const subject = page.getByLabel('Subject', { exact: true });
      await subject.waitFor();
      await database.asSystem((tx) => tx.execute(sql`delete from sessions where user_id = ${userId}`));
      await subject.fill('Words that must not be lost');
      const dialog = page.getByRole('dialog', { name: 'You were logged out' });
      await dialog.waitFor();
      await seen(page, 'the dialog of a session that ended');
      await page.keyboard.press('Escape');
      await dialog.getByRole('textbox', { name: 'Password' }).fill('a wrong guess at it');
      await page.keyboard.press('Enter');
      await dialog.getByText('do not match').waitFor();
      await dialog.getByRole('textbox', { name: 'Password' }).fill(person.password);
      await page.keyboard.press('Enter');
      await dialog.waitFor({ state: 'hidden' });
      await page.getByText('Saved', { exact: true }).waitFor();
      const again = await openAs(browser, app, await newCookie(userId), { look, path: '/' });
      const saved = await again.page.evaluate(read, getCampaign.path.replace(':id', id));
      assert.equal((saved as { subject: string }).subject, 'Words that must not be lost');
      assert.equal(await subject.inputValue(), 'Words that must not be lost');
      assert.deepEqual(opened.faults, []);
    });

  it('end within a second, in all other browsers, when the password or a second factor changes', async () => {
    const { cookie, userId } = await app.newAccount();
    const here = await openAs(browser, app, cookie, { look, path: '/settings/security' });
    const elsewhere = async () => {
      const { page } = await openAs(browser, app, await newCookie(userId), { look, path: '/' });
      await page.getByRole('heading', { name: /Ana/ }).waitFor();
      return page;
    };
    const first = await elsewhere();
    await here.page.getByRole('button', { name: 'Change password' }).click();
    const dialog = here.page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Present password' }).fill(person.password);
    await dialog.getByRole('textbox', { name: 'New password' }).fill('seven lanterns on a quiet quay');
    const changed = here.page.waitForResponse((answer) => answer.url().endsWith('/password'));
    await here.page.keyboard.press('Enter');
    await changed;
    assert.ok((await isOver(first)) < 1000);

    const second = await elsewhere();
    await here.page.goto(`${app.url}/settings/second-factors`);
    await here.page.getByRole('button', { name: 'Set up an app' }).click();
    const key = await keyOf(here.page);
    const confirmed = here.page.waitForResponse((answer) => answer.url().endsWith('/confirm'));
    await here.page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key));
    await here.page.keyboard.press('Enter');
    await confirmed;
    assert.ok((await isOver(second)) < 1000);
    assert.deepEqual(here.faults, []);
  });

  it('ask again over a dialog, which Escape leaves as it is', async () => {
    const { cookie, userId } = await app.newAccount();
    const { page, faults } = await openAs(browser, app, cookie, { look, path: '/settings/api-keys' });
    await database.asSystem((tx) =>
      tx.execute(sql`update sessions set proved_at = now() - interval '1 hour' where user_id = ${userId}`),
    );
    await page.getByRole('button', { name: 'New key' }).click();
    const form = page.getByRole('dialog', { name: 'New API key' });
    await form.getByLabel('Name').fill('Web shop');
    await form.getByRole('checkbox', { name: 'Read contacts and lists' }).check();
    await form.getByRole('button', { name: 'Make key' }).click();
    const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await question.getByRole('textbox', { name: 'Password' }).waitFor();
    await seen(page, 'the question who it is');
    assert.ok(
      await question.getByRole('textbox', { name: 'Password' }).evaluate((field) => field.matches(':focus')),
    );
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    assert.equal(await form.getByLabel('Name').inputValue(), 'Web shop');
    await form.getByRole('button', { name: 'Make key' }).click();
    await question.getByRole('textbox', { name: 'Password' }).fill('a wrong guess at it');
    await page.keyboard.press('Enter');
    await question.getByText('not your password').waitFor();
    await question.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await page.keyboard.press('Enter');
    await form.getByText('shown only now').waitFor();
    await page.keyboard.press('Escape');
    assert.deepEqual(faults, []);
  });

  for (const [name, look] of Object.entries(looks))
    it(`open with a code of an app, or with a recovery code, on ${name}`, async () => {
      const { cookie, email } = await app.newAccount();
      const { page, faults } = await openAs(browser, app, cookie, { look, path: '/settings/second-factors' });
      await page.getByRole('button', { name: 'Set up an app' }).click();
      const key = await keyOf(page);
      await seen(page, 'setting up an app');
      await page.getByRole('textbox', { name: 'Code' }).fill('000000');
      await page.keyboard.press('Enter');
      await page.getByText('That code is not right').waitFor();
      await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key));
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Your recovery codes' });
      await dialog.waitFor();
      const [recovery = ''] = await dialog.getByRole('listitem').allInnerTexts();
      await seen(page, 'the recovery codes');
      await dialog.getByRole('button', { name: 'I have kept them' }).click();
      await page.getByText('10 of 10 are left').waitFor();

      await logIn(page, email);
      await seen(page, 'the second step');
      await page.getByRole('textbox', { name: 'Code' }).and(page.locator(':focus')).fill(codeOf(key, 1));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /Ana/ }).waitFor();

      await logIn(page, email);
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await page.getByRole('textbox', { name: 'Recovery code' }).fill(recovery);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: /Ana/ }).waitFor();
      await page.goto(`${app.url}/login?next=${encodeURIComponent('/settings/second-factors')}`);
      await page.getByText('9 of 10 are left').waitFor();
      assert.deepEqual(faults, []);
    });
});

/** A session of the same person in another browser. */
async function newCookie(userId: string): Promise<string> {
  const { accountId } = await database.asSystem((tx) =>
    tx.one<{ accountId: string }>(
      sql`select account_id as "accountId" from memberships where user_id = ${userId}`,
    ),
  );
  return `session=${await openSession(database, { userId, accountId }, { ip: '8.8.4.4', userAgent: 'test' })}`;
}

const read = (path: string) => fetch(path).then((answer) => answer.json());

/** Milliseconds until a page finds that its session is over. */
async function isOver(page: Page): Promise<number> {
  const begun = performance.now();
  await until('the session to end', async () =>
    (await page.evaluate(() => fetch('/api/session').then(({ status }) => status))) === 401
      ? true
      : undefined,
  );
  return performance.now() - begun;
}

/** The key that the QR code holds too. */
async function keyOf(page: Page): Promise<string> {
  const link = await page.getByRole('link', { name: 'open the app on this device' }).getAttribute('href');
  return new URL(link!).searchParams.get('secret') ?? '';
}

async function logIn(page: Page, email: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto(`${app.url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
}
