import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { savePolicyDraft } from '#server/policies/contract.ts';
import { setUpInstall, startTestApp } from '../app.ts';
import { makeOneOfEach } from '../every-route.ts';
import { until } from '../until.ts';
import { looks, openBrowser, settled, skip } from './open-browser.ts';
import { openAs } from './someone.ts';
import { seen } from './walk-through.ts';

describe('a policy, in a browser', { skip }, () => {
  for (const [name, look] of Object.entries(looks))
    it(`is published as it was saved, once a question is answered, on ${name}`, async () => {
      const app = await startTestApp();
      await setUpInstall(app.visitor());
      const { cookie } = await app.newOperator();
      await using browser = await openBrowser();
      const { page, faults } = await openAs(browser, app, cookie, { look, path: '/operator/policies/terms' });
      const text = page.getByLabel('Text of the policy');
      await text.fill(`${await text.inputValue()}\n\nOne more paragraph.`);
      const save = page.getByRole('button', { name: 'Save the draft' });
      await save.focus();
      await page.keyboard.press('Enter');
      await page.getByText('1 paragraph differs.').waitFor();
      await page.getByRole('button', { name: 'Save the draft', disabled: true }).waitFor();
      await save.and(page.locator(':focus')).waitFor();
      await text.fill(`${await text.inputValue()} And what is not saved yet.`);
      await page.getByText('what you wrote since is not in it').waitFor();
      const publish = page.getByRole('button', { name: 'Publish', exact: true });
      assert.ok(await publish.isDisabled());
      await save.click();
      await page.getByText('what you wrote since is not in it').waitFor({ state: 'hidden' });
      const summary = page.getByLabel('What changes, in a sentence or two');
      await summary.fill('Little.');
      await publish.click();
      const question = page.getByRole('dialog', { name: 'Publish version 2 of “Terms of service”?' });
      await question.getByText('can never be changed or taken back').waitFor();
      await seen(page, 'the question before publishing');
      await question.getByRole('button', { name: 'Publish for good' }).click();
      await page.getByText('Say in a sentence or two what changes.').waitFor();
      await summary.fill('One paragraph more, at the end.');
      await publish.click();
      await question.getByRole('button', { name: 'Publish for good' }).click();
      await page.getByText(/version 2 from/).waitFor();
      assert.deepEqual(faults, []);
    });

  it('keeps what is written while somebody else saves a draft, and follows them where nothing is', async () => {
    const app = await startTestApp();
    await setUpInstall(app.visitor());
    const { client, cookie } = await app.newOperator();
    await using browser = await openBrowser();
    const look = looks['a desktop in light'];
    const { page } = await openAs(browser, app, cookie, { look, path: '/operator/policies/terms' });
    const text = page.getByLabel('Text of the policy');
    const before = await text.inputValue();
    await text.fill('# Terms\n\nMine.');
    const body = { text: '# Terms\n\nTheirs.', revision: 0 };
    await client.call(savePolicyDraft, { params: { kind: 'terms' }, body });
    await page.getByRole('button', { name: 'Save the draft' }).click();
    await page.getByText('Somebody else changed this draft.').waitFor();
    assert.equal(await text.inputValue(), '# Terms\n\nMine.');
    await text.fill(before);
    await until('their draft to be shown', async () => /Theirs/.test(await text.inputValue()));
    await text.fill('# Terms\n\nMine after all.');
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete draft' }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await until('the version in force to be shown', async () => (await text.inputValue()) === before);
  });
});

describe('the cookie page, in a browser', { skip }, () => {
  it('names whatever is kept in it', async () => {
    const app = await startTestApp();
    await setUpInstall(app.visitor());
    const { client, cookie, accountId } = await app.newOperator();
    const { campaign } = await makeOneOfEach(app.services.database, client, accountId);
    const text = await (await fetch(`${app.url}/policies/cookies/1/text`)).text();
    const named = [...text.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!);
    await using browser = await openBrowser();
    const { page } = await openAs(browser, app, cookie, { look: looks['a desktop in light'], path: '/' });
    await settled(page);
    await page.getByRole('link', { name: 'Campaigns' }).first().click();
    const kept = new Set<string>();
    for (const path of [`/campaigns/${campaign}/content`, '/sandbox', '/settings/team', '/']) {
      await settled(page);
      await page.goto(app.url + path);
      await settled(page);
      const names = await page.evaluate('[...Object.keys(localStorage), ...Object.keys(sessionStorage)]');
      for (const name of names as string[]) kept.add(name);
    }
    for (const { name } of await page.context().cookies()) kept.add(`__Host-${name}`);
    assert.ok(kept.size >= 4, [...kept].join());
    const unnamed = [...kept].filter((one) => !named.some((name) => one.startsWith(name)));
    assert.deepEqual(unnamed, [], 'say on the cookie page what it is for');
  });
});
