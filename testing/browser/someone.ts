import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { TestApp } from '../app.ts';
import { openPage } from './open-browser.ts';

/** A page of a browser of its own, logged in with a session's cookie. */
export async function openAs(
  browser: Browser,
  app: TestApp,
  cookie: string,
  { look, path }: { look: BrowserContextOptions; path: string },
): Promise<{ page: Page; faults: string[] }> {
  const opened = await openPage(browser, `${app.url}/policies`, look);
  const [name = '', value = ''] = cookie.split('=');
  await opened.page.context().addCookies([{ name, value, url: app.url }]);
  await opened.page.goto(`${app.url}${path}`);
  return opened;
}
