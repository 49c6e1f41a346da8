import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { getAccount } from '#server/accounts/contract.ts';
import { listLists } from '#server/audience/contract.ts';
import { createClient } from '#server/platform/http/index.ts';
import { setUp } from '#server/registration/contract.ts';
import { person } from '../app.ts';
import { looks, skip } from './open-browser.ts';
import { seen, walkThrough } from './walk-through.ts';

describe('API keys in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks)) {
    it(`are made, used and revoked on ${name}`, () =>
      walkThrough(`keys ${name}`, look, async (page, url) => {
        await logIn(page, url);
        const key = await makeKey(page, url);
        const program = createClient(url, { apiKey: key });
        await program.call(listLists);
        await assert.rejects(program.call(getAccount), { code: 'out_of_scope' });
        await revokeIt(page);
        await assert.rejects(program.call(listLists), { code: 'not_logged_in' });
      }));
  }
});

async function logIn(page: Page, url: string): Promise<void> {
  const answer = await createClient(url).fetch(setUp, { body: person });
  const [name = '', value = ''] = (answer.headers.getSetCookie()[0]?.split(';')[0] ?? '').split('=');
  await page.context().addCookies([{ name, value, url }]);
  await page.goto(`${url}/settings/api-keys`);
  await page.getByText('No keys yet').waitFor();
  await seen(page, 'no keys');
}

/** Reading comes with changing and cannot be taken out alone. */
async function makeKey(page: Page, url: string): Promise<string> {
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog', { name: 'New API key' });
  await dialog.getByLabel('Name').fill('Web shop');
  await dialog.getByRole('checkbox', { name: 'Change contacts and lists' }).check();
  assert.ok(
    await dialog.getByRole('checkbox', { name: 'Read contacts and lists', disabled: true }).isChecked(),
  );
  await seen(page, 'the form for a key');
  await dialog.getByRole('button', { name: 'Make key' }).dblclick();
  await dialog.locator('p:focus', { hasText: 'shown only now' }).waitFor();
  await seen(page, 'a new key');
  const key = /mm_key_\w{49}/.exec(await dialog.innerHTML())?.[0] ?? '';
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  // A second one under this name would be nobody's.
  assert.equal(await page.getByRole('button', { name: 'Revoke Web shop' }).count(), 1);
  await seen(page, 'the keys');
  assert.equal((await page.content()).includes(key), false, `${url} shows the key again`);
  return key;
}

async function revokeIt(page: Page): Promise<void> {
  await page.reload();
  await page.getByText('from 127.0.0.1').waitFor();
  await page.getByRole('button', { name: 'Revoke Web shop' }).click();
  await seen(page, 'the question before revoking');
  await page.getByRole('button', { name: 'Revoke key' }).click();
  await page.getByText('No keys yet').waitFor();
}
