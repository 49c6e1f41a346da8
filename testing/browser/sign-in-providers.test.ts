/** The whole way of a login elsewhere in a browser: set up, tried out, enabled, registered with, used to log in. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import { setRegistrationMode } from '#server/registration/contract.ts';
import { listAccountDomains, type ShownProvider } from '#server/sign-in-providers/contract.ts';
import { invite, listMembers } from '#server/team/contract.ts';
import { setUpInstall, startTestApp } from '../app.ts';
import type { DnsName } from '../dns-server.ts';
import { ISSUER_HOST, issuerNetwork } from '../issuer/network.ts';
import { startRealIssuer } from '../issuer/real-issuer.ts';
import { addToAccount, addToInstall } from '../issuer/sign-in.ts';
import { codeOf, enrolAuthenticator } from '../second-factor.ts';
import { lastSystemMail } from '../system-mail.ts';
import { until } from '../until.ts';
import { looks, openBrowser, skip } from './open-browser.ts';
import { seen } from './walk-through.ts';

describe('a login elsewhere in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`is set up, registered with and logged in with on ${name}`, async () => {
      await using scene = await aScene();
      const page = await openPage(scene, look);
      const context = page.context();
      await context.addCookies([{ ...scene.cookie, url: scene.url }]);
      await page.goto(`${scene.url}/operator/sign-in`);
      await setUpProvider(page, scene);
      await context.clearCookies();
      scene.issuer.person = { sub: 'bo', email: 'bo@people.example', email_verified: true, name: 'Bo Lind' };
      await page.goto(`${scene.url}/login`);
      await seen(page, 'the login page');
      await page.getByRole('link', { name: 'Open one' }).click();
      await page.getByText('Or choose a password:').waitFor();
      await seen(page, 'the page to register');
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

    it(`joins the account of an invitation, whose members come in through its own, on ${name}`, async () => {
      await using scene = await aScene();
      const { client } = await scene.app.newAccount();
      scene.redirectTo(await addToAccount(client, scene.issuer, { enforced: true }));
      const page = await openInvitation(scene, look, client);
      await page.getByText(/come in through Harbour SSO/).waitFor();
      await seen(page, 'an invitation to an account that demands its provider');
      await page.getByRole('button', { name: 'Continue with Harbour SSO' }).click();
      await joinAsBo(page);
      await page.goto(`${scene.url}/settings/security`);
      await page.getByRole('heading', { name: 'You came in through your organisation' }).waitFor();
      const { items } = await client.call(listMembers);
      assert.deepEqual(items.map(({ email }) => email).sort(), [
        'bo@account.example',
        'owner2@account.example',
      ]);
    });
  }

  for (const [name, look] of Object.entries(looks))
    it(`joins an account by the domain of an address, which its owner has proved, on ${name}`, async () => {
      await using scene = await aScene();
      const owner = await scene.app.newAccount();
      scene.redirectTo(await addToAccount(owner.client, scene.issuer));
      const page = await openPage(scene, look);
      const [cookie = '', value = ''] = owner.cookie.split('=');
      await page.context().addCookies([{ name: cookie, value, url: scene.url }]);
      await page.goto(`${scene.url}/settings/single-sign-on`);
      await proveDomain(page, owner.client, scene);
      await page.context().clearCookies();
      scene.issuer.person = { sub: 'cy', email: 'cy@harbour.example', email_verified: true, name: 'Cy Moss' };
      await page.goto(`${scene.url}/login`);
      await page.getByRole('button', { name: 'Log in through your organisation' }).click();
      await page.getByText('Type your address first.').waitFor();
      await page.getByLabel('Email').fill('cy@elsewhere.example');
      await page.getByRole('button', { name: 'Log in through your organisation' }).click();
      await page.getByText('No organisation at elsewhere.example').waitFor();
      await page.getByLabel('Email').fill('cy@harbour.example');
      await page.getByRole('button', { name: 'Log in through your organisation' }).click();
      await page.getByRole('button', { name: 'Continue with Harbour SSO' }).waitFor();
      await seen(page, 'the login of an organisation');
      await page.getByRole('button', { name: 'Continue with Harbour SSO' }).click();
      await page.getByText('You come from Harbour SSO as cy@harbour.example').waitFor();
      await seen(page, 'who joins by a domain');
      await page.getByRole('checkbox').check();
      await page.getByRole('button', { name: /^Join / }).click();
      await page.getByRole('heading', { name: /Cy/ }).waitFor();
      const { items } = await owner.client.call(listMembers);
      assert.deepEqual(
        items.map(({ role }) => role),
        ['owner', 'editor'],
      );
    });

  it('joins the account of an invitation with a login of the install, and leads on after a second step', async () => {
    await using scene = await aScene();
    scene.redirectTo(await addToInstall(scene.operator.client, scene.issuer));
    const { client, accountId } = await scene.app.newAccount();
    const page = await openInvitation(scene, looks['a phone in dark'], client);
    await page.getByRole('textbox', { name: 'Password' }).waitFor();
    await seen(page, 'an invitation with a choice');
    await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
    await joinAsBo(page);
    const bo = (await client.call(listMembers)).items.find(({ email }) => email === 'bo@account.example');
    const { key } = await enrolAuthenticator(await scene.app.logInAs(bo?.id ?? '', accountId));
    await page.context().clearCookies();
    await page.goto(`${scene.url}/campaigns?state=sent#as-in-a-mailed-link`);
    await page.getByRole('button', { name: 'Continue with Harbour ID' }).waitFor();
    assert.equal(page.url(), `${scene.url}/login?next=%2Fcampaigns%3Fstate%3Dsent#as-in-a-mailed-link`);
    await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
    await page.getByRole('textbox', { name: 'Code' }).fill(codeOf(key, 1));
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Campaigns', exact: true }).waitFor();
    assert.equal(page.url(), `${scene.url}/campaigns?state=sent#as-in-a-mailed-link`);
  });

  it('comes back to an invitation of somebody who logs in here, as themselves', async () => {
    await using scene = await aScene();
    scene.redirectTo(await addToInstall(scene.operator.client, scene.issuer));
    const [known, { client }] = [await scene.app.newAccount(), await scene.app.newAccount()];
    const page = await openInvitation(scene, looks['a desktop in light'], client, known.email);
    await page.getByRole('link', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
    await page.getByText(/Nobody here logs in with it yet/).waitFor();
    await seen(page, 'a refusal on the way to an invitation');
    await page.getByRole('link', { name: 'Back to the invitation' }).click();
    await scene.app.services.database.asSystem((tx) =>
      tx.execute(sql`insert into identities (id, provider_id, subject, user_id, called)
        select gen_random_uuid(), p.id, 'bo', ${known.userId}, 'Bo' from sign_in_providers p`),
    );
    await page.getByRole('link', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Continue with Harbour ID' }).click();
    await page.getByRole('button', { name: /^Join / }).click();
    await page.getByRole('heading', { name: /Ana/ }).waitFor();
    assert.equal((await client.call(listMembers)).items.length, 2);
  });
});

/** A browser that opens the link of an invitation that was just mailed, for somebody the issuer calls Bo. */
async function openInvitation(
  { app, url, issuer, browser }: Scene,
  look: BrowserContextOptions,
  owner: ApiClient,
  email = 'bo@account.example',
): Promise<Page> {
  await owner.call(invite, { body: { email, role: 'editor' } });
  issuer.person = { sub: 'bo', email: 'bo@elsewhere.example', email_verified: false, name: 'Bo Lind' };
  const { link } = await lastSystemMail(app.services, email, 'invitation');
  const page = await openPage({ browser }, look);
  await page.goto(link.replace(app.services.baseUrl, url));
  return page;
}

async function openPage({ browser }: Pick<Scene, 'browser'>, look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ ...look, reducedMotion: 'reduce', ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

async function proveDomain(page: Page, owner: ApiClient, { records }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'Add a domain' }).click();
  await page.getByRole('dialog').getByLabel('Domain').fill('harbour.example');
  await page.getByRole('button', { name: 'Add domain' }).click();
  await page.getByText('Waits for its record').waitFor();
  const look = page.getByRole('button', { name: 'Look for the record of harbour.example' });
  await look.click();
  await page.getByText(/The record is not to be seen yet/).waitFor();
  await seen(page, 'a domain that waits for its record');
  const value = await page.getByText(/^mail-minion-domain=/).textContent();
  records['_mail-minion.harbour.example'] = { txt: [value ?? ''] };
  await look.click();
  await page.getByText('Proved', { exact: true }).waitFor();
  await page.getByRole('switch', { name: /may join by themselves/ }).click();
  await page.getByRole('radio', { name: /^Editor/ }).click();
  await until(
    'the role to be saved',
    async () => (await owner.call(listAccountDomains)).items[0]?.joinsAs === 'editor',
  );
  await seen(page, 'a domain that is proved');
}

async function joinAsBo(page: Page): Promise<void> {
  await page.getByText(/Your address here is bo@account.example/).waitFor();
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Bo Lind');
  await seen(page, 'who joins');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: /^Join / }).click();
  await page.getByRole('heading', { name: /Bo/ }).waitFor();
}

async function setUpProvider(page: Page, { issuer }: Scene): Promise<void> {
  await page.getByRole('button', { name: 'Add a provider' }).click();
  await page.getByRole('radio', { name: 'Another' }).check();
  await page.getByLabel('Issuer').fill(issuer.issuer);
  await page.getByLabel('Name on the button').fill('Harbour ID');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Redirect URI, to be entered there').waitFor();
  issuer.redirectUris.push((await page.locator('code').first().textContent()) ?? '');
  await page.getByLabel('Client ID').fill(issuer.clientId);
  await page.getByLabel('Client secret').fill('not what it gave');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Test it' }).click();
  await page.getByText('the client ID or secret entered here is wrong').waitFor();
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await page.getByLabel('Client secret').fill(issuer.clientSecret);
  await page.getByRole('switch', { name: /Strangers may open/ }).check({ force: true });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('button', { name: 'Test it' }).click();
  await page.getByRole('heading', { name: 'Harbour ID works' }).waitFor();
  await seen(page, 'what the trial said');
  await page.getByRole('link', { name: 'Back to the settings' }).click();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByRole('button', { name: 'Disable' }).waitFor();
  await seen(page, 'the providers of the install');
}

async function openAccount(page: Page): Promise<void> {
  await page.waitForURL(/newcomer/);
  await page.getByRole('heading', { name: 'Open an account' }).waitFor();
  assert.equal(await page.getByLabel('Your name').inputValue(), 'Bo Lind');
  await page.getByLabel('Organisation').fill('Lind & Sons');
  await page.getByLabel('Phone').fill('+46 40 123 456');
  await page.getByLabel('Postal address').fill('2 Harbour Street, Malmö');
  await page.getByRole('checkbox').check();
  await seen(page, 'the newcomer’s form');
  await page.getByRole('button', { name: 'Open the account' }).click();
  await page.getByRole('heading', { name: /Bo/ }).waitFor();
}

type Scene = Awaited<ReturnType<typeof aScene>>;

/** An install with an operator, an issuer, and a browser that finds both. */
async function aScene() {
  const records: Record<string, DnsName> = {};
  const network = await issuerNetwork(records);
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
    app,
    operator,
    url,
    records,
    issuer,
    redirectTo: ({ redirectUri }: ShownProvider) => void issuer.redirectUris.push(redirectUri),
    browser,
    cookie: { name, value },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await issuer.close();
      await network.close();
    },
  };
}
