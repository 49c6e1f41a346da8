import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { beginAuthenticatorApp, confirmAuthenticatorApp } from '#server/second-factors/contract.ts';
import {
  type Act,
  type Script,
  type ScriptedSmtpServer,
  startScriptedSmtpServer,
} from '../scripted-smtp-server.ts';
import { codeOf } from '../second-factor.ts';
import { looks, skip } from './open-browser.ts';
import { seen, walkThrough } from './walk-through.ts';

const person = { email: 'ana@okafor.example', password: 'a calm and friendly sentence' };

describe('sending servers in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`are set up, checked, paused and mended on ${name}`, async () => {
      const script: Script = {};
      const server = await startScriptedSmtpServer(script);
      const walk = async (page: Page, url: string) => {
        const prepare = await setUp(page, url);
        await page.goto(url);
        await addServer(page, server);
        await putInOrder(page);
        await pauseIt(page, url);
        await waitAndGoOn(page, url, await prepare('Spring'));
        assert.equal(server.messages.length, 3);
        await sendAgain(page, url, await prepare('Summer'), script);
        await mendTheLogin(page, url, await prepare('Autumn'), script);
      };
      try {
        await walkThrough(`sending ${name}`, look, walk);
      } finally {
        await server.close();
      }
    });
  }
});

/** An account with three contacts, over the API, its owner logged in with a second factor; gives what prepares a campaign. */
async function setUp(page: Page, url: string) {
  const account = {
    ...person,
    name: 'Ana Okafor',
    organisation: 'Okafor',
    postalAddress: '1 Harbour Street, Lisbon',
  };
  const made = await post(`${url}/api/setup`, account);
  const cookie = await enrol(url, cookieOf(made));
  const [name = '', value = ''] = cookie.split('=');
  await page.context().addCookies([{ name, value, url }]);
  const make = async (path: string, body: object) =>
    (await (await post(url + path, body, cookie)).json()) as { id: string; revision: number };
  const list = await make('/api/lists', { name: 'Readers' });
  for (const name of ['ana', 'bo', 'chloe'])
    await make('/api/contacts', { email: `${name}@people.example`, listIds: [list.id] });
  return async (name: string): Promise<Campaign> => {
    const draft = { name, subject: name, starter: 'letter', includeLists: [list.id] };
    const { id, revision } = await make('/api/campaigns', draft);
    return { id, send: () => make(`/api/campaigns/${id}/send`, { revision }) };
  };
}

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** Who lets mail leave to any host shows more than a password. Gives the cookie of the session that did. */
async function enrol(url: string, cookie: string): Promise<string> {
  const begun = await post(url + beginAuthenticatorApp.path, {}, cookie);
  const { key } = (await begun.json()) as { key: string };
  return cookieOf(await post(url + confirmAuthenticatorApp.path, { code: codeOf(key) }, cookie));
}

async function post(address: string, body: object, cookie = ''): Promise<Response> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(address).origin, cookie },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${address}: ${response.status} ${response.ok ? '' : await response.text()}`);
  return response;
}

/** Does one thing the next time, and from then on answers as usual. */
function once(act: (socket: Socket) => void, reply: string): Act {
  let isDone = false;
  return (socket) => {
    if (isDone) socket.write(`${reply}\r\n`);
    else act(socket);
    isDone = true;
  };
}

type Campaign = { id: string; send: () => Promise<unknown> };

/** From the banner that says nothing leaves to a server that works. */
async function addServer(page: Page, { port }: ScriptedSmtpServer): Promise<void> {
  await page.getByRole('link', { name: 'Connect a mail server' }).click();
  await page.getByRole('link', { name: /^Mail provider or relay/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Acme relay');
  await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
  await page.getByRole('textbox', { name: 'Port' }).fill('1');
  await page.getByRole('combobox', { name: 'Encryption' }).click();
  await page.getByRole('option', { name: 'None' }).click();
  await page.getByRole('textbox', { name: 'User name' }).fill('ana');
  await page.getByRole('textbox', { name: 'Password' }).fill('swordfish');
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByText('It does not work yet.').waitFor();
  await page.getByRole('textbox', { name: 'Port' }).fill(String(port));
  await page.getByRole('button', { name: 'Check connection' }).click();
  await page.getByText('It works.').waitFor();
  await seen(page, 'a checked server');
  await page.getByRole('button', { name: 'Add server' }).click();
  await page.getByText('Working', { exact: true }).waitFor();
  await page.getByText('Nothing leaves this machine').waitFor({ state: 'detached' });
}

/** A second server, for one domain, and put before the first by keyboard. */
async function putInOrder(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Add a sending server' }).click();
  await page.getByRole('link', { name: /^Sandbox Nothing leaves/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Try-outs');
  await page.getByRole('combobox', { name: 'Sender domains' }).fill('test.example');
  await page.getByRole('button', { name: 'Add server' }).click();
  const up = page.getByRole('button', { name: 'Move Try-outs up' });
  await up.focus();
  await page.keyboard.press('Enter');
  await page.getByText('Try-outs is now at place 1 of 2.').waitFor();
  await page.getByRole('button', { name: 'Move Try-outs up', disabled: true }).waitFor();
  const names = await page.getByRole('link', { name: /^(Try-outs|Acme relay)$/ }).allTextContents();
  assert.deepEqual(names, ['Try-outs', 'Acme relay']);
}

async function pauseIt(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/sending`);
  await page.getByRole('button', { name: 'More for Acme relay' }).click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await seen(page, 'a paused server');
}

/** The campaign says what it waits for, and so does the overview; using the server again is all it takes. */
async function waitAndGoOn(page: Page, url: string, campaign: Campaign): Promise<void> {
  await campaign.send();
  await page.goto(`${url}/campaigns/${campaign.id}`);
  await page.getByRole('heading', { name: 'Why some of it waits' }).waitFor();
  await page
    .getByText(/Acme relay.*paused/i)
    .first()
    .waitFor();
  await seen(page, 'a run that waits');
  await page.goto(`${url}/deliveries`);
  await page.getByRole('heading', { name: '3 messages cannot leave' }).waitFor();
  await seen(page, 'deliveries that wait');
  await page.getByRole('main').getByRole('link', { name: 'Open the sending server' }).click();
  await page.getByRole('button', { name: 'Use again' }).click();
  await page.goto(`${url}/campaigns/${campaign.id}`);
  await page.getByText('3 copies sent').first().waitFor();
}

/** One of three connections breaks after its final dot: nobody knows of that message until it is sent again. */
async function sendAgain(page: Page, url: string, campaign: Campaign, script: Script): Promise<void> {
  script.dot = once((socket) => socket.destroy(), '250 2.0.0 queued');
  await campaign.send();
  await page.goto(`${url}/campaigns/${campaign.id}`);
  await page.getByRole('heading', { name: '1 message may or may not have arrived' }).waitFor();
  await page.getByText('2 copies sent').first().waitFor();
  await seen(page, 'an uncertain message');
  await chooseForNextTime(page);
  await page.goto(`${url}/campaigns/${campaign.id}`);
  await page.getByRole('link', { name: 'See who' }).click();
  await page
    .getByRole('row', { name: /people\.example/ })
    .first()
    .waitFor();
  assert.equal(await page.getByRole('row', { name: /people\.example/ }).count(), 1);
  await page.getByRole('button', { name: 'Send again to this one' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send again to 1 person?' });
  await dialog.getByText('gets it twice').waitFor();
  await seen(page, 'the question before sending again');
  await dialog.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('3 copies sent').first().waitFor();
}

/** Where a person says what becomes of such messages; leaving them alone is what it begins with. */
async function chooseForNextTime(page: Page): Promise<void> {
  await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Leave it and show it to me', checked: true }).waitFor();
  await page.getByRole('radio', { name: 'Send it again by itself' }).check();
  const card = page.locator('#when-unsure');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByRole('button', { name: 'Save', disabled: true }).waitFor();
  await seen(page, 'the choice for messages nobody knows the fate of');
  await page.reload();
  await page.getByRole('radio', { name: 'Send it again by itself', checked: true }).waitFor();
}

/** A password that is refused pauses the server and raises an alert, which leads to where it is mended. */
async function mendTheLogin(page: Page, url: string, campaign: Campaign, script: Script): Promise<void> {
  script.AUTH = '535 5.7.8 Wrong password';
  // A connection that is open from before knows nothing of it yet.
  script.MAIL = once((socket) => socket.end('421 4.3.0 restarting\r\n'), '250 2.1.0 sender ok');
  await campaign.send();
  await page.goto(`${url}/campaigns/${campaign.id}`);
  const alerts = page.getByRole('region', { name: 'Alerts' });
  await alerts.getByText(/“Acme relay” is paused/).waitFor({ timeout: 60_000 });
  await seen(page, 'an alert');
  await alerts.getByRole('link', { name: 'Open the server' }).click();
  await page
    .getByText(/refused the user name or password.*535/)
    .first()
    .waitFor();
  script.AUTH = '235 2.7.0 welcome';
  await page.getByRole('textbox', { name: 'Password' }).fill('the right one');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Acme relay is saved.').waitFor();
  await page.getByRole('button', { name: 'Use again' }).click();
  await alerts.getByText(/Acme relay/).waitFor({ state: 'detached' });
  await page.goto(`${url}/campaigns/${campaign.id}`);
  await page.getByText('3 copies sent').first().waitFor();
}
