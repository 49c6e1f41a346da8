import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { beginAuthenticatorApp, confirmAuthenticatorApp } from '#server/second-factors/contract.ts';
import { codeOf } from '../second-factor.ts';
import { looks, mailIn, skip } from './open-browser.ts';
import { goTo, seen, walkThrough } from './walk-through.ts';

const person = { email: 'ana@okafor.example', password: 'a calm and friendly sentence' };

describe('system mail in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`is put into words, tried out and followed on ${name}`, async () => {
      await walkThrough(`system mail ${name}`, look, async (page, url) => {
        await setUp(page, url);
        await openTemplate(page, url);
        await refuseMistakes(page);
        await useOwnWords(page);
        await readInSandbox(page, url);
        await followSent(page, url);
        await goBack(page, url);
      });
    });
  }
});

/** An account of whoever runs the install, with an invitation on its way, over the API; the browser is logged in. */
async function setUp(page: Page, url: string): Promise<void> {
  const account = { name: 'Ana Okafor', organisation: 'Okafor', postalAddress: '1 Harbour Street, Lisbon' };
  const post = (path: string, data: object) =>
    page.request.post(url + path, { data, headers: { origin: url, 'sec-fetch-site': 'same-origin' } });
  assert.equal((await post('/api/setup', { ...person, ...account })).status(), 201);
  const invited = await post('/api/invitations', { email: 'bo@people.example', role: 'editor' });
  assert.ok(invited.ok(), await invited.text());
  // Whoever runs the install needs more than a password for what follows.
  const { key } = (await (await post(beginAuthenticatorApp.path, {})).json()) as { key: string };
  assert.ok((await post(confirmAuthenticatorApp.path, { code: codeOf(key) })).ok());
}

async function openTemplate(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/operator`);
  await goTo(page, 'Console', 'System mail');
  await page.getByRole('link', { name: 'Forgotten password' }).waitFor();
  await seen(page, 'the list of system mails');
  await page.getByRole('link', { name: 'Invitation to a team' }).click();
  await mailIn(page).getByText('Ana Okafor invites you to Harbour Books').waitFor();
  await seen(page, 'a system mail in its original words');
}

async function refuseMistakes(page: Page): Promise<void> {
  const text = page.getByRole('textbox', { name: 'Text' });
  await text.fill('Hello {{ nobody }}\n\n[Look]({{ link }})');
  await page.getByText('This mail has nothing called “nobody”', { exact: false }).first().waitFor();
  await page.getByText('Shown as it was before the problem.').waitFor();
  await text.fill('Hello\n\n{% if role %}');
  await page.getByText(/^Line 3: /).waitFor();
  await seen(page, 'a system mail with a mistake');
}

async function useOwnWords(page: Page): Promise<void> {
  const text = page.getByRole('textbox', { name: 'Text' });
  await page.getByLabel('Subject').fill('Come and help, says ');
  await text.fill('Dear colleague,\n\nyou are wanted at ');
  await page.getByRole('button', { name: 'Insert account' }).click();
  await page.keyboard.insertText('.\n\n[See for yourself]({{ link }})');
  await mailIn(page).getByText('you are wanted at Harbour Books.').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('These are your words.').waitFor();
  await page.getByRole('button', { name: 'Send to myself' }).click();
  await page.getByText(`Sent to ${person.email}`, { exact: false }).waitFor();
}

/** In try-out mode the operator reads in the sandbox what was written to others. */
async function readInSandbox(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/sandbox`);
  await page.getByRole('link', { name: '[Test] Come and help, says' }).waitFor();
  await page.getByRole('link', { name: 'Ana Okafor invites you to work on Okafor' }).click();
  await mailIn(page).getByRole('link', { name: 'Look at the invitation' }).waitFor();
}

async function followSent(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/operator/system-mail`);
  await page.getByText('Your words').waitFor();
  await page.getByRole('link', { name: 'Sent', exact: true }).click();
  await page.getByText('bo@people.example').waitFor();
  await page.getByText('Sent', { exact: true }).last().waitFor();
  await seen(page, 'what became of system mail');
}

async function goBack(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/operator/system-mail/invitation`);
  await page.getByRole('button', { name: 'Back to the original' }).click();
  await page.getByRole('button', { name: 'Go back' }).click();
  await page.getByText('These are the original words.', { exact: false }).waitFor();
  assert.match(await page.getByLabel('Subject').inputValue(), /invites you to work on/);
}
