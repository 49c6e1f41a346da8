import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { looks, skip } from './open-browser.ts';
import { seen, walkThrough } from './walk-through.ts';

describe('a passkey in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`is added and logs in on ${name}`, () =>
      walkThrough(`passkey ${name}`, look, async (page, url) => {
        await haveAuthenticator(page);
        await setUp(page);
        await page.goto(`${url}/settings/second-factors`);
        await page.getByRole('button', { name: 'Add a passkey' }).click();
        await page.getByRole('textbox', { name: 'Name' }).fill('Phone');
        await page.getByRole('button', { name: 'Go on' }).click();
        await page.getByRole('button', { name: 'I have kept them' }).click();
        await page.getByText('10 of 10 are left').waitFor();
        await seen(page, 'the security page');
        await page.context().clearCookies();
        await page.goto(`${url}/login`);
        await page.getByRole('button', { name: 'Log in with a passkey' }).click();
        await page.getByRole('heading', { name: /Ana/ }).waitFor();
        await page.context().clearCookies();
        await page.goto(`${url}/login`);
        await page.getByLabel('Email').fill('ana@okafor.example');
        await page.getByRole('textbox', { name: 'Password' }).fill('a calm and friendly sentence');
        await page.getByRole('button', { name: 'Log in', exact: true }).click();
        await page.getByRole('heading', { name: 'One more step' }).waitFor();
        await page.getByRole('button', { name: 'Use a passkey' }).click();
        await page.getByRole('heading', { name: /Ana/ }).waitFor();
      }));
  }
});

/** Chromium's own, in software: it keeps passkeys and says that its person was verified. */
async function haveAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function setUp(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Ana Okafor');
  await page.getByLabel('Email').fill('ana@okafor.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('a calm and friendly sentence');
  await page.getByLabel('Organisation').fill('Okafor & Daughters');
  await page.getByLabel('Postal address').fill('1 Harbour Street\nLisbon');
  await page.getByRole('button', { name: 'Open the post room' }).click();
  await page.getByRole('heading', { name: /Ana/ }).waitFor();
}
