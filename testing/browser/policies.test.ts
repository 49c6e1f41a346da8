import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setUpInstall, startTestApp } from '../app.ts';
import { looks, openBrowser, skip } from './open-browser.ts';
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
      await save.click();
      await page.getByText('1 paragraph differs.').waitFor();
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
});
