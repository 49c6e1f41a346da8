import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { StaffRole } from '#server/accounts/contract.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import { createCampaign } from '#server/campaigns/contract.ts';
import { inviteStaff, suspendAccount, writeOperatorNote } from '#server/operator/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { setUpInstall, startTestApp } from '../app.ts';
import { uploadList } from '../imports.ts';
import { looks, openBrowser, skip } from './open-browser.ts';
import { openAs } from './someone.ts';
import { seen } from './walk-through.ts';

const app = await startTestApp();
const desktop = looks['a desktop in light'];
const phone = looks['a phone in dark'];

describe('those who may read and not write, in a browser', { skip }, () => {
  let browser: Browser;
  let account: Awaited<ReturnType<typeof furnish>>;
  before(async () => {
    await setUpInstall(app.visitor());
    account = await furnish();
    browser = await openBrowser();
  });
  after(() => browser.close());

  it('viewers of the install see its screens without what they may not do', async () => {
    const visit = await enterConsole('viewer', phone);
    await visit('/operator', ['Prepare an account']);
    await visit(`/operator/accounts/${account.id}`, [
      'Plan',
      'Daily cap',
      'Suspend',
      'Close',
      'Keep note',
      /^Remove/,
    ]);
    await visit('/operator/plans', ['New plan', /^Change/]);
    const { page } = await visit('/operator/registration', ['Send invitation', /^Withdraw/]);
    assert.ok(await page.getByRole('radio', { name: 'Anybody' }).isDisabled());
    await visit('/operator/usage');
    await visit('/operator/health', [/^Try/, /^Delete/]);
    await visit('/operator/staff', ['Invite', /^Change/, /^Remove/, /^Withdraw/]);
    await visit('/operator/staff-activity');
    await visit('/operator/system-mail');
    await visit('/operator/system-mail/invitation', ['Save', 'Send to myself']);
    await visit('/operator/policies');
    await visit('/operator/policies/terms', ['Save the draft', 'Publish', /draft/i]);
    await visit('/operator/login');
    assert.ok(!(await entriesOf(page, 'Console')).some((entry) => /Sign-in|Anchors/.test(entry)));
  });

  it('support may act on accounts, and on nothing else', async () => {
    const visit = await enterConsole('support', desktop);
    const { page } = await visit(`/operator/accounts/${account.id}`);
    await page.getByRole('button', { name: 'Suspend' }).waitFor();
    await page.getByRole('button', { name: 'Keep note' }).waitFor();
    await visit('/operator');
    await page.getByRole('button', { name: 'Prepare an account' }).waitFor();
    await visit('/operator/plans', ['New plan', /^Change/]);
    await visit('/operator/registration');
    assert.ok(await page.getByRole('radio', { name: 'Anybody' }).isDisabled());
    await visit('/operator/staff', ['Invite', /^Change/, /^Remove/, /^Withdraw/]);
    await visit('/operator/system-mail/invitation', ['Save', 'Send to myself']);
    await visit('/operator/policies/terms', ['Save the draft', 'Publish', /draft/i]);
    assert.ok(!(await entriesOf(page, 'Console')).some((entry) => /Sign-in|Anchors/.test(entry)));
  });

  it('analysts see campaigns, lists and settings without what they may not do', async () => {
    const { cookie } = await app.newMember(account.id, 'analyst');
    const { draft, list, contact, imported } = account;
    const visit = await enter(cookie, phone);
    await visit('/', ['Write a campaign', 'Make a list']);
    await visit('/campaigns', ['Write a campaign']);
    const { page } = await visit(`/campaigns/${draft}`, ['Send a test', 'Review and send', 'More']);
    await page.getByRole('heading', { name: 'Who gets it' }).waitFor();
    await visit('/campaigns/new');
    await page.getByText('You can read here, not change').waitFor();
    await visit('/lists', ['New list', /^More/]);
    await visit(`/lists/${list}`, ['Import contacts', 'Add contact', /^More/]);
    const wayBack = page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link');
    const { x, y, height } = (await wayBack.boundingBox())!;
    await page.touchscreen.tap(x + 4, y + height / 2 + 20);
    await page.waitForURL(/\/lists$/);
    await visit('/contacts', ['Add contact']);
    await visit(`/contacts/${contact}`, ['Delete contact', 'Save']);
    assert.ok(await page.getByLabel('Email').isDisabled());
    await visit('/contacts/fields', ['New field', /^Rename/, /^Delete/]);
    await visit('/settings/sending', ['Add a sending server', 'New key', 'Warm up a domain', 'Save']);
    await visit(`/imports/${imported}`, ['Check the file', 'Another file']);
    await page.getByRole('heading', { name: 'Not imported yet' }).waitFor();
    await visit('/settings/team', ['Invite', 'Hand over']);
    for (const path of ['/settings/api-keys', '/settings/activity', '/settings/single-sign-on']) {
      await visit(path, [/^Export/, 'Add a provider']);
      await page.getByRole('heading', { name: 'This is not open to you' }).waitFor();
    }
    const open = ['Account', 'Team', 'Sending', 'Plan', 'Profile', 'Security', 'Second factors'];
    assert.deepEqual(await entriesOf(page, 'Settings'), open);
  });

  it('owners of a suspended account see why, and what is left to them', async () => {
    const suspended = await furnish();
    await app.services.database.asSystem((tx) =>
      tx.execute(sql`insert into account_providers (account_id, id, kind, issuer, label, client_id)
        values (${suspended.id}, gen_random_uuid(), 'oidc', 'https://login.example', 'Harbour SSO', 'the client')`),
    );
    const operator = await app.newOperator();
    const reason = 'Nobody on this list has asked for the mail.';
    await operator.client.call(suspendAccount, { params: { id: suspended.id }, body: { reason } });
    const visit = await enter(suspended.cookie, desktop);
    const { page } = await visit('/');
    await page.getByRole('region', { name: 'Suspended' }).getByText(reason).waitFor();
    await page.getByRole('heading', { name: 'What you can still do' }).waitFor();
    await visit(`/campaigns/${suspended.draft}`, ['Send a test', 'Review and send', 'More']);
    await visit('/contacts', ['Add contact']);
    await visit('/settings/single-sign-on', ['Add a provider']);
    await visit('/settings', ['Save', 'Switch on']);
    await page.getByRole('button', { name: 'Export everything' }).waitFor();
    await visit('/settings/single-sign-on', ['Add a provider', 'Enable', 'Test it', 'Remove']);
    assert.ok(await page.getByLabel('Client ID').isDisabled());
  });

  type Visit = (path: string, absent?: (string | RegExp)[]) => Promise<{ page: Page }>;

  /** Opens a screen, waits until it is all there, and fails when anything was refused or is offered that would be. */
  async function enter(cookie: string, look: BrowserContextOptions): Promise<Visit> {
    const { page, faults } = await openAs(browser, app, cookie, { look, path: '/policies' });
    page.on('response', (answer) => {
      if (answer.status() >= 400) faults.push(`${answer.status()} for ${answer.url()}`);
    });
    return async (path, absent = []) => {
      await page.goto(`${app.url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await seen(page, path);
      for (const name of absent)
        for (const role of ['button', 'link'] as const)
          assert.equal(
            await page.locator('main').getByRole(role, { name, exact: true }).count(),
            0,
            `${path}: ${name}`,
          );
      assert.deepEqual(faults, [], path);
      return { page };
    };
  }

  async function enterConsole(role: StaffRole, look: BrowserContextOptions): Promise<Visit> {
    const { cookie, userId } = await app.newOperator();
    await app.services.database.asSystem((tx) =>
      tx.execute(sql`update users set staff_role = ${role} where id = ${userId}`),
    );
    return await enter(cookie, look);
  }
});

/** What a menu leads to; on a phone it is folded. */
async function entriesOf(page: Page, menu: 'Settings' | 'Console'): Promise<string[]> {
  const entries = page.getByRole('navigation', { name: menu });
  await entries.waitFor();
  const fold = entries.getByRole('button');
  if (await fold.isVisible()) await fold.click();
  return await entries.getByRole('link').allInnerTexts();
}

/** An account with a list, somebody on it and a draft; a note about it, and somebody invited to the staff. */
async function furnish() {
  const { client, accountId: id, cookie } = await app.newAccount();
  const { id: list } = await client.call(createList, { body: { name: 'Shop' } });
  const { id: contact } = await client.call(createContact, {
    body: { email: 'cy@people.example', listIds: [list] },
  });
  const { id: imported } = await uploadList(client, list, 'email\ndi@people.example\n');
  const { id: draft } = await client.call(createCampaign, {
    body: { name: 'Spring', subject: 'Spring is here', starter: 'letter', includeLists: [list] },
  });
  const operator = await app.newOperator();
  await operator.client.call(writeOperatorNote, { params: { id }, body: { text: 'They called on Friday.' } });
  await operator.client.call(inviteStaff, { body: { email: `${id}@staff.example`, staffRole: 'viewer' } });
  return { id, cookie, list, contact, imported, draft };
}
