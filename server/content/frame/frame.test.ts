import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import { startTestApp } from '#testing/app.ts';
import { openBrowser, skip } from '#testing/browser/open-browser.ts';

const hostile = `
<h1 style="color: rgb(255, 0, 0)">Autumn</h1>
<a href="https://reader.example/">Read on</a>
<img src="x" onerror="window.top.postMessage('escaped', '*')">
<script>window.top.postMessage('escaped', '*')</script>
<svg onload="window.top.postMessage('escaped', '*')"></svg>
<iframe srcdoc="<script>window.top.postMessage('escaped', '*')</script>"></iframe>
<form action="/taken" method="post"><button>Send</button></form>
<meta http-equiv="refresh" content="0; url=/taken">
<base href="https://elsewhere.example/">`;

const [PORT, CONTENT_PORT] = [await freeLoopbackPort(), await freeLoopbackPort()].map(String) as [
  string,
  string,
];
const app = await startTestApp({ PORT, CONTENT_PORT });
const contentOrigin = `http://127.0.0.1:${CONTENT_PORT}`;

describe('the frame that shows mail', { skip }, () => {
  let browser: Browser;
  before(async () => {
    // Pages that a test makes up come from no address, so Chromium takes them for the internet's.
    browser = await openBrowser(['--disable-features=LocalNetworkAccessChecks']);
  });
  after(() => browser?.close());

  it('shows mail as it is meant, on an origin without cookies, and runs nothing of it (CVE-2026-21483, CVE-2026-24778)', async () => {
    const { page, mail, said } = await show(hostile);
    await mail.getByRole('heading', { name: 'Autumn' }).waitFor();
    const colour = await page.frames()[2]!.evaluate('getComputedStyle(document.querySelector("h1")).color');
    assert.equal(colour, 'rgb(255, 0, 0)');
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await mail.getByRole('button', { name: 'Send' }).click();
    // A round trip of the page's own shows that whatever was to come has come.
    await page.evaluate(`fetch('/api/setup').then((answer) => answer.json())`);
    assert.deepEqual(await said(), ['ready']);
    assert.deepEqual(
      requests.map((url) => new URL(url).pathname),
      ['/api/setup'],
    );
    const origins = await Promise.all(
      page.frames().map((frame) => frame.evaluate('[origin, document.cookie].join()').catch(String)),
    );
    assert.equal(origins[0], `${app.url},mine=yes`);
    for (const inner of origins.slice(1)) assert.doesNotMatch(String(inner), /mine=yes/);
  });

  it('takes mail from the dashboard alone', async () => {
    const page = await browser.newPage();
    await page.route('http://stranger.example/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${contentOrigin}/mail-frame"></iframe>`,
      }),
    );
    const refused = page.waitForEvent('console', (message) => /frame-ancestors/.test(message.text()));
    await page.goto('http://stranger.example/');
    await refused;
  });

  it('comes without a cookie and leaves none, whatever is sent along', async () => {
    const answer = await fetch(`${contentOrigin}/mail-frame`, { headers: { cookie: 'session=stolen' } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('set-cookie'), null);
    assert.match(
      answer.headers.get('content-security-policy')!,
      /^sandbox allow-scripts allow-popups.*default-src 'none'/,
    );
    assert.equal(answer.headers.get('x-frame-options'), null);
    for (const path of ['/', '/api/session', '/api/setup', '/assets/x.js', '/o/x', '/u/x'])
      assert.equal((await fetch(`${contentOrigin}${path}`)).status, 404, path);
  });

  /** A page of the dashboard's origin with a cookie on it and the frame in it. */
  async function show(
    html: string,
  ): Promise<{ page: Page; mail: FrameLocator; said: () => Promise<unknown> }> {
    const page = await browser.newPage();
    await page.context().addCookies([{ name: 'mine', value: 'yes', url: app.url }]);
    const script = `
      const said = [];
      addEventListener('message', ({ data, source }) => {
        said.push(data);
        if (data === 'ready') source.postMessage({ html: ${JSON.stringify(html).replaceAll('</', '<\\/')}, areLinksLive: true }, '*');
      });`;
    await page.route(`${app.url}/page`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<script>${script}</script><iframe width=500 height=500 sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" src="${contentOrigin}/mail-frame"></iframe>`,
      }),
    );
    await page.goto(`${app.url}/page`);
    return {
      page,
      mail: page.frameLocator('iframe').frameLocator('iframe'),
      said: () => page.evaluate('said'),
    };
  }
});
