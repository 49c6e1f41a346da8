import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { sql } from '#server/platform/database/index.ts';
import { person, startTestApp } from '../app.ts';
import { looks, openBrowser, settled, skip } from './open-browser.ts';
import { openAs } from './someone.ts';
import { seen } from './walk-through.ts';

const app = await startTestApp();
const { database } = app.services;
const look = looks['a desktop in light'];

describe('a session that nobody uses, in a browser', { skip }, () => {
  let browser: Browser;
  before(async () => {
    browser = await openBrowser();
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  after(() => browser.close());

  it('is told of two minutes before its end, in all tabs, and goes on once somebody says so in one', async () => {
    const { page, faults, userId } = await enter(await app.newOperator());
    const other = await page.context().newPage();
    await openProfile(other);
    await page.getByLabel('Name').fill('Words that stay');
    for (const tab of [page, other]) await tab.clock.fastForward('01:05');
    await age(userId, '27 minutes 30 seconds');
    await lookAgain(page);
    assert.equal(await question(page).count(), 0);
    await age(userId, '28 minutes 5 seconds');
    await lookAgain(page);
    for (const tab of [page, other]) await question(tab).getByRole('timer').waitFor();
    const [, seconds] = (await question(page).getByRole('timer').textContent())!.split(':');
    await page.clock.runFor('00:05');
    assert.notEqual(await question(page).getByRole('timer').textContent(), `1:${seconds}`);
    await seen(page, 'the question whether somebody is there');
    await lookAgain(page);
    assert.ok((await idle(userId)) > 28 * 60, 'asking has not kept it');
    await question(page).getByRole('button', { name: 'Stay logged in' }).click();
    for (const tab of [page, other]) await question(tab).waitFor({ state: 'hidden' });
    assert.ok((await idle(userId)) < 60);
    assert.equal(await page.getByLabel('Name').inputValue(), 'Words that stay');
    assert.deepEqual(faults, []);
  });

  it('is counted down aloud, and leads to logging in again over what was written', async () => {
    const { page, faults, userId } = await enter(await app.newOperator());
    await page.getByLabel('Name').fill('Words that stay');
    await page.clock.fastForward('01:05');
    await age(userId, '29 minutes 5 seconds');
    await lookAgain(page);
    await question(page).getByRole('status').getByText('60 seconds').waitFor();
    await age(userId, '31 minutes');
    await page.clock.runFor('01:05');
    await question(page).waitFor({ state: 'hidden' });
    const again = page.getByRole('dialog', { name: 'You were logged out' });
    await again.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await page.keyboard.press('Enter');
    await again.waitFor({ state: 'hidden' });
    assert.equal(await page.getByLabel('Name').inputValue(), 'Words that stay');
    assert.deepEqual(faults, []);
  });

  it('is kept without a question for whoever is at work', async () => {
    const { page, faults, userId } = await enter(await app.newOperator());
    await page.clock.fastForward('01:05');
    await age(userId, '27 minutes 50 seconds');
    await lookAgain(page);
    await page.getByLabel('Name').fill('A long letter');
    const kept = page.waitForResponse((answer) => answer.url().endsWith('/api/session'));
    await Promise.all([kept, page.clock.fastForward('00:12')]);
    assert.ok((await idle(userId)) < 60);
    assert.equal(await question(page).count(), 0);
    assert.deepEqual(faults, []);
  });

  it('of a member is told of after a week', async () => {
    const { page, userId } = await enter(await app.newAccount());
    await page.clock.fastForward('01:05');
    await age(userId, '1 day');
    await lookAgain(page);
    assert.equal(await question(page).count(), 0);
    await age(userId, '6 days 23 hours 58 minutes 5 seconds');
    await lookAgain(page);
    await question(page).waitFor();
  });

  it('is told of before it ends in any case, also to whoever is at work, who logs in again over what was written', async () => {
    const { page, faults, userId } = await enter(await app.newOperator());
    await page.getByLabel('Name').fill('Words that stay');
    await open(userId, '7 hours 58 minutes 55 seconds');
    await lookAgain(page);
    const told = page.getByRole('dialog', { name: 'Your session is about to end' });
    await told.getByRole('timer').waitFor();
    await seen(page, 'the end of a session that comes in any case');
    await told.getByRole('button', { name: 'Go on until then' }).click();
    await told.waitFor({ state: 'hidden' });
    await open(userId, '8 hours');
    await lookAgain(page);
    const again = page.getByRole('dialog', { name: 'You were logged out' });
    await again.getByRole('textbox', { name: 'Password' }).fill(person.password);
    await page.keyboard.press('Enter');
    await again.waitFor({ state: 'hidden' });
    assert.equal(await page.getByLabel('Name').inputValue(), 'Words that stay');
    assert.deepEqual(faults, []);
  });

  /** A page whose clock is the test's. That of the server goes as ever: there it is the session that grows older. */
  async function enter({ cookie, userId }: { cookie: string; userId: string }) {
    const { page, faults } = await openAs(browser, app, cookie, { look, path: '/policies' });
    await openProfile(page);
    return { page, faults, userId };
  }
});

async function openProfile(page: Page): Promise<void> {
  await page.clock.install();
  await page.goto(`${app.url}/settings/profile`);
  await page.getByLabel('Name').waitFor();
  // What a person's coming asked for is answered before the session is made older, or it would make it young again.
  await settled(page);
}

async function age(userId: string, unused: string): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(
      sql`update sessions set last_seen_at = now() - ${unused}::interval, created_at = now() - ${unused}::interval where user_id = ${userId}`,
    ),
  );
}

/** Says for how long the session has been open. */
async function open(userId: string, since: string): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`update sessions set created_at = now() - ${since}::interval where user_id = ${userId}`),
  );
}

/** Seconds since the session was used. */
async function idle(userId: string): Promise<number> {
  const { seconds } = await database.asSystem((tx) =>
    tx.one<{ seconds: number }>(
      sql`select extract(epoch from now() - max(last_seen_at))::int as seconds from sessions where user_id = ${userId}`,
    ),
  );
  return seconds;
}

/** The page reads again by itself, as it does when its tab comes to the front. What it asked before is answered by then. */
async function lookAgain(page: Page): Promise<void> {
  await settled(page);
  const comeBack = async () => {
    await page.clock.fastForward('00:16');
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
  };
  const ofSession = page.waitForRequest((request) => request.url().endsWith('/api/session'));
  const [asked] = await Promise.all([ofSession, comeBack()]);
  await asked.response();
}

const question = (page: Page) => page.getByRole('dialog', { name: 'Are you still there?' });
