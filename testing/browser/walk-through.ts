import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { migratedDatabase } from '../database.ts';
import { startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { expectAccessible, expectNoSidewaysScroll, openBrowser, openPage, settled } from './open-browser.ts';

/**
 * Walks through a product of its own in a browser of its own; `database` says whether the product makes its database as on
 * a first start, or is given one that is ready, which saves seconds. Fails on what the page complains of meanwhile; after a
 * failure the product's words are printed and the screen is kept as an image.
 */
export async function walkThrough(
  name: string,
  look: BrowserContextOptions,
  walk: (page: Page, url: string) => Promise<void>,
  database: 'ready' | 'made by the product' = 'ready',
): Promise<void> {
  const folder = await temporaryFolder();
  const product = startProduct({
    DATA_DIR: folder,
    ...(database === 'ready' ? { DATABASE_URL: await migratedDatabase() } : {}),
  });
  const browser = await openBrowser();
  try {
    const url = await product.ready();
    const { page, faults } = await openPage(browser, url, look);
    await walk(page, url);
    assert.deepEqual(faults, []);
  } catch (error) {
    console.log(product.lines.join('\n'));
    await browser
      .contexts()[0]
      ?.pages()[0]
      ?.screenshot({ path: join(tmpdir(), `mail-minion ${name}.png`) });
    throw error;
  } finally {
    await browser.close();
    product.child.kill('SIGTERM');
    await product.ended;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every screen of the way is looked at by axe and by its width. */
export async function seen(page: Page, what: string): Promise<void> {
  await settled(page);
  await expectAccessible(page, what);
  await expectNoSidewaysScroll(page, what);
}

/** Goes to a screen of the settings or the console; on a phone their menu is folded. */
export async function goTo(page: Page, menu: 'Settings' | 'Console', screen: string): Promise<void> {
  const entries = page.getByRole('navigation', { name: menu });
  await entries.waitFor();
  const fold = entries.getByRole('button');
  if (await fold.isVisible()) await fold.click();
  await entries.getByRole('link', { name: screen, exact: true }).click();
}
