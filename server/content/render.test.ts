import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileContent } from './compile-content.ts';
import type { Content } from './contract.ts';
import { prepare, type RenderData, type RenderLinks, render } from './render.ts';

const DATA: RenderData = {
  contact: { email: 'zoe@example.com', first_name: 'Zoë', id: '1 2&3', site: 'https://zoe.example' },
  account: { name: 'Corner Bakery', postal_address: '1 High Street' },
  campaign: { name: 'June', subject: 'Hello' },
  unsubscribe_url: 'https://mail.example/u/token',
  web_version_url: 'https://mail.example/w/token',
};

async function renderHtml(source: string, data: Partial<RenderData> = {}, links: RenderLinks = {}) {
  const content: Content = { kind: 'html', version: 1, source, text: null };
  const result = await compileContent({ subject: 'S', preheader: '', content });
  assert.ok(result.ok, JSON.stringify(result));
  const stored = JSON.parse(JSON.stringify(result.compiled));
  return { ...render(prepare(stored), { ...DATA, ...data }, links), links: result.compiled.links };
}

test('tracked links keep their number in HTML and text, and carry the rendered address', async () => {
  const seen: [string, number][] = [];
  const track = (url: string, index: number) => {
    seen.push([url, index]);
    return `https://t.example/${index}`;
  };
  const { html, text, links } = await renderHtml(
    `<p><a href="https://a.example/?id={{ contact.id }}&amp;x=1">A</a> <a href=https://b.example/>B</a>
     <a href="https://a.example/?id={{ contact.id }}&amp;x=1">A again</a></p>`,
    {},
    { track },
  );
  assert.deepEqual(links, [
    { index: 0, url: 'https://a.example/?id={{ contact.id }}&x=1' },
    { index: 1, url: 'https://b.example/' },
  ]);
  assert.equal(html.match(/href="https:\/\/t\.example\/0"/g)?.length, 2);
  assert.match(html, /href="https:\/\/t\.example\/1"/);
  assert.equal(text, 'A: https://t.example/0 B: https://t.example/1 A again: https://t.example/0');
  assert.deepEqual(
    new Set(seen.map(([url, index]) => `${index} ${url}`)),
    new Set(['0 https://a.example/?id=1%202%263&x=1', '1 https://b.example/']),
  );
});

test('what must work untouched is never tracked', async () => {
  const track = () => assert.fail('tracked');
  const { html, links } = await renderHtml(
    `<a href="mailto:a@b.example">m</a><a href="tel:+1">t</a><a href="sms:+1">s</a><a href="#top">#</a>
     <a href="{{ unsubscribe_url }}">u</a><a href="{{ web_version_url }}">w</a>
     <a href="https://plain.example/" data-no-track>p</a>`,
    {},
    { track },
  );
  assert.deepEqual(links, []);
  assert.doesNotMatch(html, /data-no-track/);
  for (const url of ['mailto:a@b.example', 'https://mail.example/u/token', 'https://plain.example/']) {
    assert.ok(html.includes(`href="${url}"`), url);
  }
});

test('the pixel stands at the end of the body, and only when asked for', async () => {
  const { html } = await renderHtml('<p>x</p>', {}, { pixelUrl: 'https://t.example/p?a=1&b=2' });
  assert.match(html, /<img src="https:\/\/t\.example\/p\?a=1&amp;b=2" alt="" [^>]*><\/body>/);
  assert.doesNotMatch((await renderHtml('<p>x</p>')).html, /<img/);
});

test('a value that is a whole address is checked for its scheme when it is rendered', async () => {
  const contact = { email: 'a@b.example', good: 'https://ok.example/a b', bad: ' java\nscript:alert(1)' };
  const { html } = await renderHtml('<a href="{{ contact.good }}">g</a><a href="{{ contact.bad }}">b</a>', {
    contact,
  });
  assert.ok(html.includes('<a href="https://ok.example/a%20b">g</a><a href="#">b</a>'), html);
});

test('a link written twice for Outlook is one link', async () => {
  const { html, links } = await renderHtml(
    `<!--[if mso]><v:roundrect href="https://a.example/x-y" style="width:200px"><center>Go</center></v:roundrect><![endif]-->
     <!--[if !mso]><!--><a href="https://a.example/x-y">Go</a><!--<![endif]-->`,
    {},
    { track: (_, index) => `https://t.example/c-${index}` },
  );
  assert.deepEqual(links, [{ index: 0, url: 'https://a.example/x-y' }]);
  assert.ok(html.includes('<v:roundrect href="https://t.example/c&#45;0" style="width:200px">'), html);
  assert.ok(html.includes('<a href="https://t.example/c-0">'));
});
