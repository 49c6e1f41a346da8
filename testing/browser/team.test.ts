import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { getAccount } from '#server/accounts/contract.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { changeMember } from '#server/team/contract.ts';
import { startTestApp } from '../app.ts';
import { lastSystemMail } from '../system-mail.ts';
import { looks, openBrowser, openPage, settled, skip } from './open-browser.ts';
import { openAs } from './someone.ts';
import { seen } from './walk-through.ts';

const app = await startTestApp();
const { database, baseUrl } = app.services;
const desktop = looks['a desktop in light'];
const phone = looks['a phone in dark'];

const makeList = async (client: ApiClient, name: string) =>
  (await client.call(createList, { body: { name } })).id;

describe('teams, in a browser', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('somebody is invited to one list, joins, sees that list alone, and is given more', async () => {
    const { client, cookie } = await app.newAccount();
    for (const name of ['Shop', 'Press']) await client.call(createList, { body: { name } });
    const owner = await openAs(browser, app, cookie, { look: desktop, path: '/settings/team' });
    const email = 'helper@account.example';
    await invite(owner.page, email);
    const { link } = await lastSystemMail(app.services, email, 'invitation');
    const helper = await openPage(browser, link.replace(baseUrl, app.url), phone);
    await join(helper.page);
    await helper.page.goto(`${app.url}/lists`);
    await helper.page.getByText('Shop').first().waitFor();
    assert.equal(await helper.page.getByText('Press').count(), 0);
    await helper.page.getByText('You see certain lists of this account').waitFor();
    assert.equal(await helper.page.getByRole('button', { name: 'New list' }).count(), 0);
    await helper.page.goto(`${app.url}/sandbox`);
    await helper.page.getByText('For those who see all lists').waitFor();
    await seen(helper.page, 'the sandbox, to somebody who sees certain lists');
    await helper.page.goto(`${app.url}/lists`);

    await owner.page.reload();
    await owner.page.getByText('Only Shop').waitFor();
    await owner.page.getByRole('button', { name: 'More about Helpful Hand' }).click();
    await owner.page.getByRole('menuitem', { name: 'Change role and lists' }).click();
    const dialog = owner.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: /^Admin/ }).check();
    await seen(owner.page, 'the role of a member');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await owner.page.locator('[aria-label="More about Helpful Hand"]:focus').waitFor();
    await helper.page.reload();
    await helper.page.getByText('Press').first().waitFor();
    assert.deepEqual([...owner.faults, ...helper.faults], []);
  });

  it('whoever sees one list takes a contact off it, told that it goes out of sight, and the log of it is searched by keyboard', async () => {
    const { client, cookie, accountId } = await app.newAccount();
    const [shop, press] = [await makeList(client, 'Shop'), await makeList(client, 'Press')];
    const body = { email: 'shared@people.example', listIds: [shop, press] };
    const { id } = await client.call(createContact, { body });
    const member = await app.newMember(accountId, 'editor');
    await client.call(changeMember, { params: { id: member.userId }, body: { listIds: [shop] } });
    const helper = await openAs(browser, app, member.cookie, { look: phone, path: `/contacts/${id}` });
    await helper.page.getByRole('switch', { name: 'On Shop' }).press('Space');
    const dialog = helper.page.getByRole('dialog');
    await dialog.getByText('out of your sight').waitFor();
    await seen(helper.page, 'a contact of other lists too');
    assert.equal(await helper.page.getByRole('button', { name: 'Delete contact' }).count(), 0);
    await dialog.getByRole('button', { name: 'Take off' }).click();
    await helper.page.getByText('shared@people.example is off Shop.').waitFor();

    const owner = await openAs(browser, app, cookie, { look: desktop, path: '/settings/activity' });
    await owner.page.getByText('took a contact off a list').waitFor();
    await settled(owner.page);
    await owner.page.getByRole('button', { name: 'What', exact: true }).press('Enter');
    const search = owner.page.getByRole('combobox', { name: 'Search What' });
    await search.fill('off a list');
    await owner.page.getByRole('option', { name: 'Took a contact off a list' }).waitFor();
    await seen(owner.page, 'a filter that is searched');
    await search.press('Enter');
    await owner.page.getByText('1 act', { exact: true }).waitFor();
    assert.deepEqual([...owner.faults, ...helper.faults], []);
  });

  it('two people who have the settings open save what each of them changed', async () => {
    const { client, cookie, accountId } = await app.newAccount();
    const admin = await app.newMember(accountId, 'admin');
    const first = await openAs(browser, app, cookie, { look: desktop, path: '/settings' });
    const second = await openAs(browser, app, admin.cookie, { look: phone, path: '/settings' });
    for (const [{ page }, label, value] of [
      [first, 'Postal address', '7 New Lane, Leith'],
      [second, 'Name shown to readers', 'The new shop'],
    ] as const) {
      await page.getByLabel(label).fill(value);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Settings saved.').waitFor();
    }
    const { postalAddress, defaultFromName } = await client.call(getAccount);
    assert.deepEqual([postalAddress, defaultFromName], ['7 New Lane, Leith', 'The new shop']);
    assert.deepEqual([...first.faults, ...second.faults], []);
  });

  it('a material change of the policies is read and accepted, and writing goes on', async () => {
    const { cookie } = await app.newAccount();
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into policy_versions (id, kind, version, text, effective_on, material, summary)
        values (${newId()}, 'terms', 1, '# Terms', (now() at time zone 'UTC')::date, true, 'Written for the first time.')`),
    );
    const { page, faults } = await openAs(browser, app, cookie, { look: phone, path: '/lists' });
    await page.getByText('Policies changed.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Lists' }).waitFor();
    await page.goto(app.url);
    await page.getByRole('heading', { name: 'Do you accept?' }).waitFor();
    await page.getByText('Written for the first time.').waitFor();
    await seen(page, 'what must be agreed to');
    await page.getByRole('button', { name: 'I accept: Terms of service' }).click();
    await page.getByRole('link', { name: 'Terms of service, version 1' }).waitFor();
    await page.goto(`${app.url}/lists`);
    await page.getByRole('button', { name: 'Make a list and bring in contacts' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Shop');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/lists\/.+\/import/);
    assert.deepEqual(faults, []);
  });
});

async function invite(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Invite' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByRole('switch', { name: 'Only certain lists' }).check();
  await seen(page, 'an invitation to certain lists');
  await dialog.getByLabel('Lists', { exact: true }).first().click();
  await page.getByRole('option', { name: 'Shop' }).click();
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Send invitation' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(email).first().waitFor();
  await page.getByText('Only Shop').waitFor();
}

async function join(page: Page): Promise<void> {
  await page.getByText('for certain lists alone').waitFor();
  await seen(page, 'an invitation');
  await page.getByLabel('Your name').fill('Helpful Hand');
  await page.getByRole('textbox', { name: 'Password' }).fill('seven lanterns on a quiet quay');
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByRole('heading', { name: /Helpful/ }).waitFor();
}
