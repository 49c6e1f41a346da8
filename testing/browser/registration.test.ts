import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { ApiClient, RouteContract } from '#server/platform/http/index.ts';
import * as contract from '#server/registration/contract.ts';
import { enrolAuthenticator } from '../second-factor.ts';
import { looks, mailIn, openPage, skip } from './open-browser.ts';
import { goTo, seen, walkThrough } from './walk-through.ts';

const operator = { email: 'ana@okafor.example', password: 'a calm and friendly sentence' };
const newcomer = { email: 'bo@lind.example', password: 'another calm sentence' };

describe('registering in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`leads from the form over the mail to the first campaign on ${name}`, () =>
      walkThrough(`registration ${name}`, look, async (page, url) => {
        await setUp(page, url);
        await openRegistration(page, url);
        const { page: theirs, faults } = await openPage(page.context().browser()!, `${url}/login`, look);
        await register(theirs);
        await logIn(theirs, url, newcomer);
        const campaign = await writeCampaign(theirs, url);
        await findSendingShut(theirs, campaign);
        await confirm(theirs, await linkInMail(page, url));
        await send(theirs, campaign);
        await emptyProfile(theirs, url);
        assert.deepEqual(faults, []);
      }));
  }
});

/** In the page’s own session, which shows a second factor: a password alone does not open what is the operator’s. */
async function setUp(page: Page, url: string): Promise<void> {
  const client = {
    async call(route: RouteContract, input: { body?: object } = {}) {
      const request = { method: route.method, data: input.body ?? {}, headers: { origin: url } };
      const answer = await page.request.fetch(url + route.path, request);
      assert.ok(answer.ok(), `${route.path}: ${answer.status()}`);
      return await answer.json();
    },
  };
  const place = { organisation: 'Okafor', postalAddress: '1 Harbour Street' };
  await client.call(contract.setUp, { body: { ...operator, name: 'Ana Okafor', ...place } });
  await enrolAuthenticator(client as ApiClient);
}

async function logIn(page: Page, url: string, { email, password }: typeof newcomer): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: /Bo/ }).waitFor();
}

async function openRegistration(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/operator`);
  await goTo(page, 'Console', 'Registration');
  await page.getByRole('radio', { name: 'Nobody', checked: true }).waitFor();
  // It changes once the server has said so, not with the click.
  await page.getByRole('radio', { name: 'Anybody' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('radio', { name: 'Anybody', checked: true }).waitFor();
  await seen(page, 'who may register');
}

async function register(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Open one' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill('Bo <b>Lind</b>');
  await page.getByRole('textbox', { name: 'Organisation' }).fill('<script>alert(1)</script>');
  await page.getByRole('textbox', { name: 'Email' }).fill(newcomer.email);
  await page.getByRole('textbox', { name: 'Phone' }).fill('+46 40 123 456');
  // As fast as people type: who is faster is taken for a program.
  await page.getByRole('textbox', { name: 'Password' }).pressSequentially(newcomer.password, { delay: 120 });
  await page.getByRole('textbox', { name: 'Postal address' }).fill('2 Harbour Street\nMalmö');
  await page.getByText('A few things more, only if you like').click();
  const occupation = page.getByRole('textbox', { name: 'Occupation (optional)' });
  await occupation.fill('Baker '.repeat(30));
  await page.getByText('A few things more, only if you like').click();
  await seen(page, 'the form');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByText('Please read these and agree to them.').waitFor();
  await page.getByRole('checkbox').and(page.locator(':focus')).waitFor();
  await page.getByRole('checkbox', { name: /I have read these/ }).check();
  await page.getByRole('button', { name: 'Open the account' }).click();
  // What was refused is unfolded, and typing goes on there.
  await page.getByText('At most 100 characters.').waitFor();
  await occupation.and(page.locator(':focus')).waitFor();
  await occupation.fill('Baker');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).and(page.locator(':focus')).waitFor();
  await seen(page, 'after registering');
}

/** A list with a contact and a draft to it, over the API in the page's session. */
async function writeCampaign(page: Page, url: string): Promise<string> {
  const make = async (path: string, data: object) => {
    const answer = await page.request.post(url + path, { data, headers: { origin: url } });
    assert.ok(answer.ok(), `${path}: ${answer.status()}`);
    return ((await answer.json()) as { id: string }).id;
  };
  const list = await make('/api/lists', { name: 'Readers' });
  await make('/api/contacts', { email: 'chloe@people.example', listIds: [list] });
  const draft = { name: 'Hello', subject: 'Hello', starter: 'letter', includeLists: [list] };
  return `${url}/campaigns/${await make('/api/campaigns', draft)}`;
}

async function findSendingShut(page: Page, campaign: string): Promise<void> {
  await page.goto(campaign);
  await page.getByText(`Before you can send, confirm ${newcomer.email}.`).waitFor();
  await page.getByText('Your email address is not confirmed yet.').waitFor();
  await page.getByRole('button', { name: 'Send it again' }).click();
  await page.getByText(/We sent one a moment ago/).waitFor();
  await seen(page, 'a draft that cannot go');
}

/** While no mail leaves the machine, that of the install is in the sandbox of whoever runs it. */
async function linkInMail(page: Page, url: string): Promise<string> {
  await page.goto(`${url}/sandbox`);
  await page
    .getByRole('row', { name: /bo@lind\.example/ })
    .getByRole('link')
    .first()
    .click();
  const link = await mailIn(page).locator('a[href*="/confirm-address"]').first().getAttribute('href');
  return link!;
}

async function confirm(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await seen(page, 'the link in the mail');
  await page.getByRole('button', { name: 'Yes, this is my address' }).click();
  await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
  await seen(page, 'a confirmed address');
  await page.reload();
  await page.getByRole('button', { name: 'Yes, this is my address' }).click();
  await page.getByText('It was used, or it is over').waitFor();
}

async function send(page: Page, campaign: string): Promise<void> {
  await page.goto(campaign);
  await page.getByRole('button', { name: 'Review and send' }).first().click();
  const hold = page.getByRole('button', { name: 'Hold to send to 1 person' });
  await hold.focus();
  await page.keyboard.down('Enter');
  await page.getByRole('link', { name: 'Report' }).waitFor();
  await page.keyboard.up('Enter');
  await page.getByText('Sent', { exact: true }).first().waitFor();
  assert.equal(await page.getByText('Before you can send').count(), 0);
}

/** What was told freely can be taken back; what looks like a script stands there as text. */
async function emptyProfile(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/profile`);
  const occupation = page.getByRole('textbox', { name: 'Occupation (optional)' });
  assert.equal(await occupation.inputValue(), 'Baker');
  assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'Bo <b>Lind</b>');
  await occupation.fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Profile saved.').waitFor();
  await seen(page, 'the profile');
  await page.reload();
  await occupation.waitFor();
  assert.equal(await occupation.inputValue(), '');
}
