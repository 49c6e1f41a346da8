/** The whole way of a login elsewhere in a browser: set up, tried out, enabled, registered with, used to log in. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { setRegistrationMode } from '#server/accounts/contract.ts';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import { setUpInstall, startTestApp } from '../app.ts';
import { ISSUER_HOST, issuerNetwork } from '../issuer/network.ts';
import { startRealIssuer } from '../issuer/real-issuer.ts';
import { looks, openBrowser, skip } from './open-browser.ts';
import { seen } from './walk-through.ts';

describe('a login elsewhere in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`is set up, registered with and logged in with on ${name}`, async () => {
      await using scene = await aScene();
      const context = await scene.browser.newContext({
        ...look,
        reducedMotion: 'reduce',
        ignoreHTTPSErrors: true,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      await context.addCookies([{ ...scene.cookie, url: scene.url }]);
      await page.goto(`${scene.url}/operator/sign-in`);
      await setUpProvider(page, scene);
      await context.clearCookies();
      scene.issuer.person = { sub: 'bo', email: 'bo@people.example', email_verified: true, name: 'Bo Lind' };
      await page.goto(`${scene.url}/login`);
      await seen(page, 'the login page');
      await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
      await openAccount(page);
      await context.clearCookies();
      await page.goto(`${scene.url}/settings/security`);
      await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
      await page.getByText('bo@people.example · linked').waitFor();
      assert.equal(new URL(page.url()).pathname, '/settings/security');
      await page.getByText('You have none').waitFor();
      await seen(page, 'the security page');
    });
  }
});

async function setUpProvider(page: Page, { issuer }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'Add a provider' }).click();
  await page.getByRole('radio', { name: 'Another' }).check();
  await page.getByLabel('Issuer').fill(issuer.issuer);
  await page.getByLabel('Name on the button').fill('Harbour ID');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Redirect URI, to be entered there').waitFor();
  issuer.redirectUris.push((await page.locator('code').first().textContent()) ?? '');
  await page.getByLabel('Client ID').fill(issuer.clientId);
  await page.getByLabel('Client secret').fill(issuer.clientSecret);
  await page.getByRole('switch', { name: /Strangers may open/ }).check({ force: true });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Test it' }).click();
  await page.getByRole('heading', { name: 'Harbour ID works' }).waitFor();
  await seen(page, 'what the trial said');
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('button', { name: 'Disable' }).waitFor();
  await seen(page, 'the providers of the install');
}

async function openAccount(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Open an account' }).waitFor();
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Bo Lind');
  await page.getByLabel('Organisation').fill('Lind & Sons');
  await page.getByLabel('Postal address').fill('2 Harbour Street, Malmö');
  await page.getByRole('checkbox').check();
  await seen(page, 'the newcomer’s form');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: /Bo/ }).waitFor();
}

type Scene = Awaited<ReturnType<typeof aScene>>;

/** An install with an operator, an issuer, and a browser that finds both. */
async function aScene() {
  const network = await issuerNetwork();
  const port = await freeLoopbackPort();
  const url = `http://localhost:${port}`;
  const app = await startTestApp({ ...network.env, PORT: String(port), BASE_URL: url });
  await setUpInstall(app.visitor());
  const operator = await app.newOperator();
  await operator.client.call(setRegistrationMode, { body: { mode: 'open' } });
  const issuer = await startRealIssuer();
  issuer.person = { sub: 'ana', email: 'ana@people.example', email_verified: true };
  const browser = await openBrowser([`--host-resolver-rules=MAP ${ISSUER_HOST} 127.0.0.1`]);
  const [name = '', value = ''] = operator.cookie.split('=');
  return {
    url,
    issuer,
    browser,
    cookie: { name, value },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await issuer.close();
      await network.close();
    },
  };
}
