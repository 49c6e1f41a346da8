import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Scope } from '#server/accounts/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { createRegistrar, createServer } from '#server/platform/http/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { cuttableDatabase } from '#testing/cuttable-database.ts';
import { testDatabase } from '#testing/database.ts';
import { bareAccount, sentCampaign } from '#testing/sent-campaign.ts';
import { until } from '#testing/until.ts';
import {
  createIngest,
  createLinkMaker,
  followStoppedLinks,
  type MessageRef,
  type RecordedEvent,
  startRecorder,
  trackingRoutes,
} from './index.ts';

const direct = await testDatabase();
const { database, cut, restore } = await cuttableDatabase(direct.url);
const accountId = await bareAccount(direct.database, 'Harbour & Daughters <3');
const key = randomBytes(32);
const folder = mkdtempSync(join(tmpdir(), 'mail-minion-spool-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const told: RecordedEvent[] = [];
const recorder = await startRecorder({
  // What subscribers are told on a transaction that commits.
  ingest: createIngest(database, [async (_tx, events) => void told.push(...events)]),
  folder,
  log: silentLog,
});
const server = await createServer({ log: silentLog, trustProxy: false });
const on = createRegistrar<Scope>(server, async () => ({}) as Scope);
const webVersions = new Map<string, string>();
const stoppedLinks = await followStoppedLinks(database);
trackingRoutes(on, {
  database,
  keys: soleKey(key),
  recorder,
  areLinksStopped: stoppedLinks.includes,
  renderWebVersion: async ({ sendId }) => webVersions.get(sendId),
});
const baseUrl = await server.listen({ port: 0, host: '127.0.0.1' });
after(async () => {
  await server.close();
  stoppedLinks.stop();
  await recorder.stop();
});

const links = createLinkMaker({ baseUrl, keys: soleKey(key) });
const destination = 'https://shop.example/Autumn?a=1&b=%20#top';
const browser = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
};
const get = (url: string, init: RequestInit = {}) =>
  fetch(url, { redirect: 'manual', headers: browser, ...init });
const post = (url: string, body: URLSearchParams | FormData) =>
  fetch(url, { method: 'POST', redirect: 'manual', headers: browser, body });
const oneClick = () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });

/** One message of a campaign of its own. */
async function mailed(options: Parameters<typeof sentCampaign>[2] = {}) {
  const sent = await sentCampaign(direct.database, accountId, { count: 1, ...options });
  const ref: MessageRef = { accountId, sendId: sent.sendId, position: 1 };
  return { sent, ref, leaving: { ...ref, contactId: sent.contacts[0]!.id } };
}

/** What was stored for a message, oldest first. */
async function events({ sendId }: MessageRef) {
  await recorder.flush();
  return await direct.database.asSystem((tx) =>
    tx.query<{ kind: string; url: string | null; machine: boolean; detail: Record<string, unknown> }>(
      sql`select kind, url, machine, detail from events where send_id = ${sendId} order by at, id`,
    ),
  );
}
const kinds = async (ref: MessageRef) => (await events(ref)).map(({ kind }) => kind);

describe('the pixel', () => {
  it('is a GIF of 43 bytes, kept out of caches, and counts', async () => {
    const { ref } = await mailed();
    const answer = await get(links.forMessage(ref).pixelUrl());
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'image/gif');
    assert.match(answer.headers.get('cache-control') ?? '', /no-store/);
    assert.equal(answer.headers.getSetCookie().length, 0);
    assert.equal((await answer.arrayBuffer()).byteLength, 43);
    const [opened] = await events(ref);
    assert.deepEqual([opened?.kind, opened?.machine, opened?.detail.client], ['opened', false, 'Chrome']);
    assert.equal(opened?.detail.ip, '127.0.0.0/24');
  });

  it('answers the same to anything, and then counts nothing', async () => {
    const { ref } = await mailed();
    const token = links.forMessage(ref).pixelUrl().slice(`${baseUrl}/o/`.length);
    for (const altered of [
      'x',
      `${token}x`,
      token.slice(1),
      links.forMessage(ref).webVersionUrl().slice(`${baseUrl}/w/`.length),
    ]) {
      const answer = await get(`${baseUrl}/o/${altered}`);
      assert.equal(answer.status, 200);
      assert.equal((await answer.arrayBuffer()).byteLength, 43);
    }
    assert.deepEqual(await events(ref), []);
  });

  it('knows image prefetch from people', async () => {
    const { ref } = await mailed();
    await get(links.forMessage(ref).pixelUrl(), { headers: { 'user-agent': 'Mozilla/5.0' } });
    const [opened] = await events(ref);
    assert.deepEqual([opened?.machine, opened?.detail.verdict], [true, { version: 1, why: 'apple-privacy' }]);
  });
});

describe('a tracked link', () => {
  it('redirects to exactly where it says and counts', async () => {
    const { ref } = await mailed();
    const answer = await get(links.forMessage(ref).tracked(destination, 4));
    assert.equal(answer.status, 302);
    assert.equal(answer.headers.get('location'), destination);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.match(answer.headers.get('x-robots-tag') ?? '', /noindex/);
    assert.equal(answer.headers.getSetCookie().length, 0);
    const [clicked] = await events(ref);
    assert.deepEqual([clicked?.kind, clicked?.url, clicked?.detail.link], ['clicked', destination, 4]);
  });

  it('does nothing when a single character is altered', async () => {
    const { ref } = await mailed();
    const token = links.forMessage(ref).tracked('https://shop.example/', 0).slice(`${baseUrl}/c/`.length);
    const pages = new Set<string>();
    for (let position = 0; position < token.length; position++) {
      const other = token[position] === 'A' ? 'B' : 'A';
      const answer = await get(
        `${baseUrl}/c/${token.slice(0, position)}${other}${token.slice(position + 1)}`,
      );
      assert.equal(answer.status, 404, `position ${position}`);
      assert.equal(answer.headers.get('location'), null);
      pages.add(await answer.text());
    }
    assert.equal(pages.size, 1);
    assert.match([...pages][0] ?? '', /This link does not work/);
    assert.deepEqual(await events(ref), []);
  });

  it('takes no destination from the query', async () => {
    const { ref } = await mailed();
    const answer = await get(`${links.forMessage(ref).tracked(destination, 0)}?url=https://evil.example`);
    assert.equal(answer.headers.get('location'), destination);
    assert.equal((await get(`${baseUrl}/c/x?url=https://evil.example`)).status, 404);
  });

  it('counts nothing for a link checker asking with HEAD', async () => {
    const { ref } = await mailed();
    const answer = await get(links.forMessage(ref).tracked(destination, 0), { method: 'HEAD' });
    assert.deepEqual([answer.status, answer.headers.get('location')], [302, destination]);
    assert.deepEqual(await events(ref), []);
  });
});

describe('links that were stopped', () => {
  it('lead nowhere and count nothing, also while the database is away; leaving works, and so do those of others', async () => {
    const phisher = await bareAccount(direct.database);
    const { sendId } = await sentCampaign(direct.database, phisher, { count: 1 });
    const ref: MessageRef = { accountId: phisher, sendId, position: 1 };
    webVersions.set(sendId, '<h1>Your bank needs you</h1>');
    const made = links.forMessage(ref);
    const set = (isStopped: boolean) =>
      direct.database.asSystem((tx) =>
        tx.execute(sql`
          update accounts set suspended_at = now(), suspended_reason = 'Phishing.', links_stopped = ${isStopped}
          where id = ${phisher}`),
      );
    const becomes = (status: number) =>
      until(
        `a link that answers ${status}`,
        async () => (await get(made.tracked(destination, 0))).status === status,
      );
    await set(true);
    await becomes(410);
    const answer = await get(made.tracked(destination, 0));
    assert.deepEqual([answer.status, answer.headers.get('location')], [410, null]);
    assert.match(await answer.text(), /turned off/);
    assert.equal((await get(made.webVersionUrl())).status, 410);
    const { ref: other } = await mailed();
    assert.equal((await get(links.forMessage(other).tracked(destination, 0))).status, 302);
    await cut();
    assert.equal((await get(made.tracked(destination, 0))).status, 410);
    await restore();
    const before = (await kinds(ref)).filter((kind) => kind === 'clicked').length;
    await get(made.tracked(destination, 0));
    assert.equal((await kinds(ref)).filter((kind) => kind === 'clicked').length, before);
    assert.equal((await post(made.unsubscribeUrl(), oneClick())).status, 200);
    await set(false);
    await becomes(302);
  });
});

describe('unsubscribing', () => {
  it('is never done by looking, however often and by whatever method', async () => {
    const { ref, leaving } = await mailed();
    const urls = [links.forMessage(leaving).unsubscribeUrl(), links.forMessage(ref).webVersionUrl()];
    for (const url of urls) {
      for (const method of ['GET', 'HEAD', 'GET', 'OPTIONS', 'PUT', 'DELETE']) await get(url, { method });
    }
    const page = await get(links.forMessage(leaving).unsubscribeUrl());
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(await page.text(), /Harbour &#38; Daughters &#60;3 will not write to you again/);
    assert.deepEqual(await events(ref), []);
  });

  for (const [encoding, body] of [
    ['urlencoded', oneClick],
    ['multipart', () => asFormData(oneClick())],
  ] as const) {
    it(`takes one click (${encoding}), as often as it comes`, async () => {
      const { ref, leaving } = await mailed();
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => post(links.forMessage(leaving).unsubscribeUrl(), body())),
      );
      for (const answer of answers) {
        assert.deepEqual([answer.status, answer.headers.getSetCookie()], [200, []]);
      }
      const [left] = await events(ref);
      assert.deepEqual([left?.kind, left?.detail.via], ['unsubscribed', 'one-click']);
    });
  }

  it('is stored when the answer comes', async () => {
    const { ref, leaving } = await mailed();
    await post(links.forMessage(leaving).unsubscribeUrl(), oneClick());
    assert.ok(told.some(({ sendId, kind }) => sendId === ref.sendId && kind === 'unsubscribed'));
  });

  it('lets a person leave the list, then everything, then change their mind', async () => {
    const { ref, leaving } = await mailed();
    const url = links.forMessage(leaving).unsubscribeUrl();
    const press = async (choice: string) => await (await post(url, new URLSearchParams({ choice }))).text();
    assert.match(await press('lists'), /You have left this list/);
    assert.match(await press('all'), /You have left<\/h1>/);
    assert.match(await press('stay'), /Good to have you back/);
    const stored = await events(ref);
    assert.deepEqual(
      stored.map(({ kind }) => kind),
      ['left_list', 'unsubscribed', 'resubscribed'],
    );
  });

  it('asks again when the body asks for nothing', async () => {
    const { ref, leaving } = await mailed();
    for (const body of ['', 'List-Unsubscribe=Two-Clicks', 'choice=everything', '\0\xff']) {
      const answer = await post(links.forMessage(leaving).unsubscribeUrl(), new URLSearchParams(body));
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /<button class="main" name="choice" value="all">/);
    }
    const broken = { ...browser, 'content-type': 'multipart/form-data; boundary=x' };
    assert.equal(
      (
        await fetch(links.forMessage(leaving).unsubscribeUrl(), {
          method: 'POST',
          headers: broken,
          body: '--y',
        })
      ).status,
      400,
    );
    assert.deepEqual(await events(ref), []);
  });

  it('refuses an altered link', async () => {
    const { ref, leaving } = await mailed();
    const answer = await post(`${links.forMessage(leaving).unsubscribeUrl()}A`, oneClick());
    assert.equal(answer.status, 404);
    assert.equal(
      (await post(links.forMessage(ref).pixelUrl().replace('/o/', '/u/'), oneClick())).status,
      404,
    );
    assert.deepEqual(await events(ref), []);
  });
});

describe('a test email', () => {
  it('has links that work and record nothing', async () => {
    const { ref, leaving } = await mailed();
    const test = { ...leaving, test: true };
    assert.equal((await get(links.forMessage(test).pixelUrl())).status, 200);
    assert.equal(
      (await get(links.forMessage(test).tracked(destination, 0))).headers.get('location'),
      destination,
    );
    const answer = await post(links.forMessage(test).unsubscribeUrl(), oneClick());
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /Nobody was unsubscribed/);
    assert.deepEqual(await events(ref), []);
  });
});

describe('the web version', () => {
  it('shows the mail in a sandbox', async () => {
    const { ref } = await mailed();
    webVersions.set(ref.sendId, '<h1>Autumn is here</h1>');
    const answer = await get(links.forMessage(ref).webVersionUrl());
    assert.equal(await answer.text(), '<h1>Autumn is here</h1>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /^sandbox allow-popups/);
    assert.doesNotMatch(policy, /allow-scripts|allow-same-origin|allow-forms/);
    assert.deepEqual(await events(ref), []);
  });

  it('says so when the mail is gone', async () => {
    const { ref } = await mailed();
    const answer = await get(links.forMessage(ref).webVersionUrl());
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /no longer here/);
  });
});

describe('while the database is away', () => {
  it('links keep working, leaving is taken on disk, and all of it is stored once it is back', async () => {
    const { ref, leaving } = await mailed();
    await recorder.flush();
    await cut();
    const click = await get(links.forMessage(ref).tracked(destination, 0));
    assert.equal(click.headers.get('location'), destination);
    assert.equal((await get(links.forMessage(ref).pixelUrl())).status, 200);
    assert.equal((await get(links.forMessage(leaving).unsubscribeUrl())).status, 200);
    assert.equal((await post(links.forMessage(leaving).unsubscribeUrl(), oneClick())).status, 200);
    assert.ok(spoolFiles().length > 0, 'the answer came before the event was on disk');
    await restore();
    assert.deepEqual((await kinds(ref)).sort(), ['clicked', 'opened', 'unsubscribed']);
    assert.deepEqual(spoolFiles(), []);
  });
});

function spoolFiles(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
}

function asFormData(fields: URLSearchParams): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.set(name, value);
  return form;
}
