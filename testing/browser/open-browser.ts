import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type FrameLocator,
  type Page,
  type Request,
} from 'playwright-core';

/** Undefined with the reason printed by the test runner when there is no Chromium on this machine. */
const chromiumPath = process.env.CHROMIUM_PATH;
export const skip = chromiumPath ? false : 'no Chromium: set CHROMIUM_PATH';

export const looks = {
  'a desktop in light': { viewport: { width: 1360, height: 850 }, colorScheme: 'light' },
  'a phone in dark': {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
    isMobile: true,
    hasTouch: true,
  },
} as const satisfies Record<string, BrowserContextOptions>;

/** How long a page may keep a test waiting for one thing. */
const PATIENCE_MS = 30_000;

export async function openBrowser(args: string[] = []): Promise<Browser> {
  return await chromium.launch({
    executablePath: chromiumPath!,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...args],
  });
}

/**
 * A page of a browser of its own that fails the test on what a person would never see: script errors, refusals by the
 * content security policy, and requests to anywhere but the product.
 */
export async function openPage(
  browser: Browser,
  url: string,
  look: BrowserContextOptions,
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ ...look, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  underway.set(page, countRequests(page));
  // Mail is shown by another port of the same product.
  const { hostname } = new URL(url);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (
      message.type() === 'error' &&
      /Content Security Policy|Trusted(HTML|Script|Type)/i.test(message.text())
    )
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const isOurs = /^(data|blob|about):/.test(request.url()) || new URL(request.url()).hostname === hostname;
    if (!isOurs) faults.push(`a request to ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** How many requests of a page have no answer yet. */
const underway = new WeakMap<Page, () => number>();

function countRequests(page: Page): () => number {
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return () => open.size;
}

/** What shows that it loads, but for decoration, which waits until somebody looks at it. */
const loading =
  ':is([aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root):not([aria-hidden=true] *)';

/**
 * A round of the page: effects have run, transitions are over. Gives whether something still loads. Transitions of what is
 * folded away meanwhile stand still for ever, so none is waited for longer than it may take.
 */
const round = `new Promise((done) => requestAnimationFrame(() => requestIdleCallback(done)))
  .then(() => document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < 1000))
  .then((short) => Promise.race([
    Promise.allSettled(short.map((one) => one.finished)),
    new Promise((done) => setTimeout(done, 1000)),
  ]))
  .then(() => document.querySelector('${loading}') !== null)`;

/**
 * Waits until a page of `openPage` has come to rest: twice in a row nothing on it loads and no request is without an answer.
 * A page that never rests is taken as it is after three seconds.
 */
export async function settled(page: Page): Promise<void> {
  const requests = underway.get(page);
  const end = Date.now() + 3000;
  for (let quiet = 0; quiet < 2 && Date.now() < end; ) {
    const loads = await ask<boolean>(page, round);
    quiet = loads || requests?.() ? 0 : quiet + 1;
  }
}

/** What a script finds on a page. Playwright bounds everything but this, and a page that is stuck never answers. */
async function ask<Answer>(page: Page, script: string): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${page.url()} gave no answer to: ${script.slice(0, 100)}`)),
    PATIENCE_MS,
  );
  try {
    return await Promise.race([page.evaluate<Answer>(script), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The mail shown on a page: a frame of another origin, and within it the mail's own. */
export const mailIn = (page: Page): FrameLocator =>
  page.frameLocator('iframe').first().frameLocator('iframe');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Fails when axe-core finds anything serious on the page as it stands. Frames with mail in them are the senders'.
 * A page that changed while it was looked at is looked at again: half of one state and half of the next is nothing anybody sees.
 */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // The page's policy lets no script of ours in as an element; evaluating is the debugger's right.
  await ask(page, `if (!window.axe) { ${axe} }`);
  const found = await ask<{
    violations: { id: string; impact: string; help: string; nodes: { html: string }[] }[];
  }>(
    page,
    `(async () => {
    let changed = false;
    const watch = new MutationObserver(() => { changed = true; });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    for (let tries = 1; ; tries++) {
      changed = false;
      const found = await axe.run(document, { iframes: false, resultTypes: ['violations'] });
      if (!changed || tries === 5) return found;
    }
  })()`,
  );
  const grave = found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}×, e.g. ${nodes[0]?.html.slice(0, 160)})`);
  assert.deepEqual(grave, [], what);
}

/** Fails when the page can be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const excess = await ask<number>(page, 'document.documentElement.scrollWidth - window.innerWidth');
  assert.ok(excess <= 0, `${what}: ${excess} px wider than the screen`);
}
