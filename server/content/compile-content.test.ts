import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runMjml } from './compile/mjml-in-thread.ts';
import { type CompileInput, compileContent } from './compile-content.ts';
import type { Content } from './contract.ts';
import { prepare, type RenderLinks, render } from './render.ts';
import { sampleData } from './sample-data.ts';

type Options = Partial<CompileInput> & { text?: string | null };

function compile(kind: Content['kind'], source: string, { text = null, ...input }: Options = {}) {
  const content: Content =
    kind === 'plain' ? { kind, version: 1, source } : { kind, version: 1, source, text };
  return compileContent({ subject: 'Subject', preheader: '', content, ...input });
}

async function rendered(
  kind: Content['kind'],
  source: string,
  options: Options & { contact?: Record<string, unknown>; links?: RenderLinks } = {},
) {
  const { contact = {}, links = {}, ...input } = options;
  const result = await compile(kind, source, input);
  assert.ok(result.ok, JSON.stringify(result));
  return { ...render(prepare(result.compiled), sampleData(contact), links), result };
}

async function problems(kind: Content['kind'], source: string, options: Options = {}) {
  const result = await compile(kind, source, options);
  assert.ok(!result.ok, 'expected problems');
  return result.errors.map(({ message, line, column, where }) => `${where} ${line}:${column} ${message}`);
}

const mjml = (body: string, head = '') =>
  `<mjml><mj-head>${head}</mj-head><mj-body><mj-section><mj-column>\n${body}\n</mj-column></mj-section></mj-body></mjml>`;

describe('MJML', () => {
  it('keeps merge tags in text, attributes, addresses, styles and mj-raw', async () => {
    const { html } = await rendered(
      'mjml',
      mjml(
        `<mj-text color="{{ contact.colour }}">{{ contact.a | default: "<&>" }} {% if 1 < 2 %}yes{% endif %}</mj-text>
         <mj-button href="https://a.example/?x={{ contact.a }}">{{ contact.a }}</mj-button>
         <mj-image src="https://a.example/{{ contact.a }}.png" alt='{{ contact.b | default: "a fine one" }}' />
         <mj-raw>{% for n in contact.list %}<tr><td>row {{ n }}</td></tr>{% endfor %}</mj-raw>`,
        '<mj-style>.x { color: {{ contact.colour }}; }</mj-style>',
      ),
      { contact: { a: 'A & B', colour: '#ff0000', list: [1, 2] } },
    );
    assert.match(html, />A &amp; B yes</);
    assert.match(html, /href="https:\/\/a\.example\/\?x=A%20%26%20B"/);
    assert.match(html, /src="https:\/\/a\.example\/A%20%26%20B\.png"/);
    assert.match(html, /alt="a fine one"/);
    assert.match(html, /<td>row 1<\/td><\/tr><tr><td>row 2</);
    assert.match(html, /color:#ff0000/);
    assert.match(html, /\.x \{ color: #ff0000; \}/);
  });

  it('repeats whole elements through mj-raw', async () => {
    const { html, text } = await rendered(
      'mjml',
      mjml(
        `<mj-raw>{% for i in contact.list %}</mj-raw><mj-text>Item {{ i }}</mj-text><mj-raw>{% endfor %}</mj-raw>`,
      ),
      { contact: { list: ['a', 'b', 'c'] } },
    );
    assert.equal(html.match(/>Item [abc]</g)?.length, 3);
    assert.equal(text, 'Item a\n\nItem b\n\nItem c');
  });

  it('points to mistakes in the source', async () => {
    assert.deepEqual(await problems('mjml', mjml('<mj-text>a</mj-text>\n  <mj-txt>b</mj-txt>')), [
      "source 3:3 Element mj-txt doesn't exist or is not registered",
    ]);
    assert.deepEqual(await problems('mjml', mjml('  <mj-text>a')), [
      'source 2:3 <mj-text> is not closed before </mj-column>.',
    ]);
    assert.deepEqual(await problems('mjml', '<p>hello</p>'), [
      'source 1:1 MJML starts with <mjml> and ends with </mjml>.',
    ]);
    assert.match((await problems('mjml', ''))[0]!, /MJML starts with/);
  });

  it('reads no files (CVE-2020-12827, CVE-2025-67898, CVE-2026-30952)', async () => {
    for (const [tag, place] of [
      ['<mj-include path="/etc/passwd" />', '3:1'],
      ['<MJ-Include path="file:///etc/passwd" type="css"></MJ-Include>', '3:1'],
      ['<mj-raw><mj-include path="../../package.json" /></mj-raw>', '3:9'],
      ['<mj-text>{{ contact.a }}<mj-include path="x" type="html" /></mj-text>', '3:25'],
    ])
      assert.ok(
        (await problems('mjml', mjml(`\n${tag}`))).some((problem) =>
          problem.startsWith(`source ${place} <mj-include> cannot be used`),
        ),
        tag,
      );
  });

  it('is not sent as it stands by a slip of the switch', async () => {
    assert.deepEqual(await problems('html', mjml('<mj-text>Hello</mj-text>')), [
      'source 1:1 This is MJML but set to be HTML. Choose MJML above the source.',
    ]);
    assert.deepEqual(await problems('plain', '\n<!doctype html><html></html>'), [
      'source 1:1 This is HTML but set to be plain text. Choose HTML above the source.',
    ]);
  });

  it('keeps lines right after a merge tag that spans several', async () => {
    const source = mjml('<mj-text>{{ contact.a |\n default: "x" }}</mj-text>\n<mj-nope></mj-nope>');
    assert.match((await problems('mjml', source))[0]!, /^source 4:1 /);
  });

  it('says when a block tag stands where MJML would drop it', async () => {
    const found = await problems('mjml', mjml('{% if contact.a %}\n<mj-text>a</mj-text>\n{% endif %}'));
    assert.match(found[0]!, /source 2:1 \{% if contact.a %\} stands where MJML drops it/);
  });

  it('warns of attributes it does not know and still compiles', async () => {
    const result = await compile('mjml', mjml('<mj-text colour="red">a</mj-text>'));
    assert.ok(result.ok);
    assert.deepEqual(
      result.warnings.map(({ line, column }) => [line, column]),
      [[2, 1]],
    );
    assert.match(result.warnings[0]!.message, /colour/);
  });

  it('does not judge attributes it cannot know yet, nor blame the writer for its own parts', async () => {
    const navbar =
      '<mj-navbar hamburger="hamburger"><mj-navbar-link href="https://a.example">a</mj-navbar-link></mj-navbar>';
    const result = await compile('mjml', mjml(`<mj-text color="{{ contact.colour }}">a</mj-text>${navbar}`));
    assert.ok(result.ok);
    assert.deepEqual(result.warnings, []);
  });

  it('loads no fonts the author did not ask for', async () => {
    const { html } = await rendered('mjml', mjml('<mj-text font-family="Roboto">a</mj-text>'));
    assert.doesNotMatch(html, /googleapis|<link/);
  });
});

describe('the document', () => {
  it('has a language, a direction and a title', async () => {
    const { html } = await rendered('mjml', mjml('<mj-text>a</mj-text>'), {
      language: 'he',
      subject: 'Hi {{ contact.first_name }}',
    });
    assert.match(html, /<html lang="he" dir="rtl"/);
    assert.match(html, /<title>Hi Robin<\/title>/);
    assert.doesNotMatch(html, /lang="und"/);
    assert.match(
      (await rendered('html', '<p>x</p>', { language: 'nonsense"' })).html,
      /<html lang="en" dir="ltr">/,
    );
  });

  it('carries the preheader first, hidden and padded', async () => {
    for (const [kind, source] of [
      ['html', '<body><p>x</p></body>'],
      ['mjml', mjml('<mj-text>x</mj-text>')],
      ['plain', 'x'],
    ] as const) {
      const { html, text, preheader } = await rendered(kind, source, {
        preheader: 'For {{ contact.first_name }} & co',
      });
      assert.match(html, /<body[^>]*><div style="display:none[^>]*>For Robin &amp; co&#8199;/);
      assert.equal(preheader, 'For Robin & co');
      assert.doesNotMatch(text, /For Robin/);
    }
    assert.doesNotMatch((await rendered('html', '<p>x</p>')).html, /display:none/);
  });

  it('keeps preformatted text and conditional comments, drops other comments', async () => {
    const source =
      '<pre>a\n   b</pre><p>c   d\n\n  e</p><!-- note --><!--[if mso]><i>o</i><![endif]--><!--[if !mso]><!--><i>n</i><!--<![endif]-->';
    const { html } = await rendered('html', source);
    assert.ok(
      html.includes(
        '<pre>a\n   b</pre><p>c d\ne</p><!--[if mso]><i>o</i><![endif]--><!--[if !mso]><!--><i>n</i><!--<![endif]-->',
      ),
      html,
    );
  });

  it('keeps conditions that stand in comments', async () => {
    const source = '<!-- {% if contact.vip %} --><p>vip</p><!-- {% endif %} {{ contact.vip }} --><p>all</p>';
    assert.match((await rendered('html', source)).html, /<body><p>all<\/p>/);
    const { html } = await rendered('html', source, { contact: { vip: true } });
    assert.match(html, /<body><p>vip<\/p><p>all<\/p>/);
    const inMjml = mjml(`<!-- {% if contact.vip %} --><mj-text>vip</mj-text><!-- {% endif %} -->`);
    assert.doesNotMatch((await rendered('mjml', inMjml)).html, />vip</);
  });

  it('accepts merge tags that an HTML editor has escaped', async () => {
    const source = '<p>{{ contact.x | default: &quot;a&quot; }}{% if 1 &lt; 2 &amp;&amp; %}{% endif %}</p>';
    assert.match((await problems('html', source))[0]!, /cannot stand in a merge tag/);
    assert.match(
      (await rendered('html', '<p>{% if 1 &lt; 2 %}{{ contact.x | default: &quot;a&quot; }}{% endif %}</p>'))
        .html,
      /<p>a<\/p>/,
    );
  });
});

describe('line breaks in fields', () => {
  const contact = { note: 'one <1>\r\ntwo' };

  it('show where the filter asks for it, and always in a plain letter', async () => {
    const source =
      '<p title="{{ contact.note | newline_to_br }}">{{ contact.note | newline_to_br }}|{{ contact.note }}</p>';
    const { html, text } = await rendered('html', source, { contact });
    assert.match(html, /title="one &lt;1&gt;\r\ntwo">one &lt;1&gt;<br>\ntwo\|one &lt;1&gt;\r\ntwo<\/p>/);
    assert.equal(text, 'one <1>\ntwo|one <1>\ntwo');
    assert.match(
      (await rendered('plain', '{{ contact.note }}', { contact })).html,
      /<p>one &lt;1&gt;<br>\ntwo<\/p>/,
    );
  });
});

describe('header lines', () => {
  it('never carry line breaks or control characters from values', async () => {
    const contact = { first_name: 'A\r\nBcc: x@y.example\u0000\u2028B' };
    const line = '{{ contact.first_name }} <b>';
    const { subject, preheader, fromName } = await rendered('plain', 'x', {
      contact,
      subject: line,
      preheader: line,
      fromName: line,
    });
    for (const value of [subject, preheader, fromName]) assert.equal(value, 'A Bcc: x@y.example B <b>');
  });

  it('report their own mistakes', async () => {
    const found = await problems('plain', '{{ contact.x', {
      subject: 'a {{ b',
      preheader: '{% if %}',
      fromName: '{{ x | y }}',
    });
    assert.deepEqual(
      found.map((text) => text.split(' ').slice(0, 2).join(' ')),
      ['subject 1:3', 'preheader 1:6', 'preheader 1:1', 'from_name 1:8', 'source 1:1'],
    );
  });
});

describe('the plain-text part', () => {
  it('is made from the HTML', async () => {
    const source = `<html><head><style>p{}</style><title>t</title></head><body>
      <h1>Big <em>news</em></h1><p>One&nbsp;two<br>three</p>
      <ul><li>a</li><li>b <ol><li>x</li><li>y</li></ol></li></ul>
      <table role="presentation"><tr><td>left</td><td>right</td></tr></table>
      <table><tr><th>Item</th><th>Price</th></tr><tr><td>Tea</td><td>3</td></tr></table>
      <div style="display: none">hidden <div>deeper</div></div>
      <p><a href="https://a.example/x">A page</a>, <a href="https://b.example">https://b.example</a>
      <a href="mailto:me@a.example">me@a.example</a> <a href="#top">up</a> <a href="https://c.example"><img alt="Logo" src="l.png"></a></p>
      <p><a href="https://d.example/"><img src="d.png"></a> <a href="https://d.example/">D</a></p>
      <hr><p>1 &lt; 2 &amp; 3</p></body></html>`;
    assert.equal(
      (await rendered('html', source)).text,
      `Big news

One two
three

- a
- b
  1. x
  2. y

left
right

Item  Price
Tea  3

A page: https://a.example/x, https://b.example me@a.example up Logo: https://c.example

D: https://d.example/

----------

1 < 2 & 3`,
    );
  });

  it('keeps conditions and loops working', async () => {
    const source =
      '<p>Hi</p>{% if contact.vip %}<p>For <b>you</b></p>{% endif %}{% for i in contact.l %}<p>{{ i }}</p>{% endfor %}<p>Bye</p>';
    assert.equal(
      (await rendered('html', source, { contact: { vip: true, l: ['<1>', '2'] } })).text,
      'Hi\n\nFor you\n\n<1>\n\n2\n\nBye',
    );
    assert.equal((await rendered('html', source)).text, 'Hi\n\nBye');
  });

  it('points to the web version when it cannot follow the conditions', async () => {
    const source = '<p>Hi</p><div style="display:none">{% if contact.a %}</div><p>x</p>{% endif %}';
    const { text, result } = await rendered('html', source);
    assert.match(text, /https:\/\/example\.com\/web-version/);
    assert.match(text, /Unsubscribe: https:\/\/example\.com\/unsubscribe/);
    assert.ok(result.ok && result.warnings.some((warning) => warning.where === 'text'));
  });

  it('can be written by hand, its links counted with those of the HTML', async () => {
    const track = (_: string, index: number) => `https://t.example/${index}`;
    const { text, html } = await rendered('html', '<a href="https://a.example/{{ contact.email }}">A</a>', {
      text: 'See https://b.example/?x=1, (https://a.example/{{ contact.email }})!\n\n\n{{ unsubscribe_url }}',
      links: { track },
    });
    assert.match(html, /href="https:\/\/t\.example\/0"/);
    assert.equal(
      text,
      'See https://t.example/1, (https://t.example/0)!\n\n\nhttps://example.com/unsubscribe',
    );
    assert.match((await problems('html', 'x', { text: 'a\n{{ b | c }}' }))[0]!, /^text 2:8 /);
  });
});

describe('a plain letter', () => {
  const letter = `Dear {{ contact.first_name }},

Look: https://a.example/?a=1&b=2. <Really>
New line.

{% if contact.vip %}

For you only.

{% endif %}

Unsubscribe: {{ unsubscribe_url }}`;

  it('becomes readable HTML with links', async () => {
    const { html } = await rendered('plain', letter, { contact: { first_name: 'A <b>' } });
    assert.match(html, /<p>Dear A &lt;b&gt;,<\/p>/);
    assert.match(
      html,
      /<a href="https:\/\/a\.example\/\?a=1&amp;b=2">https:\/\/a\.example\/\?a=1&amp;b=2<\/a>\. &lt;Really&gt;<br>/,
    );
    assert.match(html, /<p><a href="https:\/\/example\.com\/unsubscribe">Unsubscribe<\/a><\/p>/);
    assert.doesNotMatch(html, /For you only/);
    assert.match((await rendered('plain', letter, { contact: { vip: 1 } })).html, /<p>For you only\.<\/p>/);
  });

  it('is its own text part', async () => {
    const { text } = await rendered('plain', letter, {
      links: { track: (_, index) => `https://t.example/${index}` },
    });
    assert.equal(
      text,
      'Dear Robin,\n\nLook: https://t.example/0. <Really>\nNew line.\n\nUnsubscribe: https://example.com/unsubscribe',
    );
  });
});

describe('the compiled form', () => {
  it('is plain JSON and the same each time', async () => {
    const source = mjml(
      '<mj-text>{{ contact.a }} <a href="https://x.example/{{ contact.b }}">x</a></mj-text>',
    );
    const [one, two] = await Promise.all([compile('mjml', source), compile('mjml', source)]);
    assert.ok(one.ok && two.ok);
    assert.deepEqual(JSON.parse(JSON.stringify(one.compiled)), one.compiled);
    assert.equal(JSON.stringify(one), JSON.stringify(two));
  });

  it('cannot be confused by text that looks like a placeholder', async () => {
    const { html } = await rendered('html', '<p>mslot0z mslotq1z {{ contact.email }}</p>');
    assert.match(html, /<p>mslot0z mslotq1z robin@example\.com<\/p>/);
  });

  it('takes no longer for a text made to look like many placeholders, nor takes one for its own', async () => {
    const look = (length: number) => `mslot${'q'.repeat(length)}`;
    const source = `<p title="&#109;slot0z">${look(200_000)} {{ contact.email }}</p>`;
    const { html } = await rendered('html', source);
    assert.match(html, /<p title="mslot0z">mslotq+ robin@example\.com<\/p>/);
  });

  it('ends when a style sheet makes MJML work without end, and the next email is compiled again', async () => {
    const rules = 'a>b>c{color:red}'.repeat(6_000);
    const head = `<mj-style inline="inline">${rules}</mj-style>`;
    const body = `<mj-text>${'<b>x</b>'.repeat(12_000)}</mj-text>`;
    const endless = await runMjml(mjml(body, head), 1_000);
    assert.match('failure' in endless ? endless.failure : '', /more work than one email may/);
    const { html } = await rendered('mjml', mjml('<mj-text>Hello</mj-text>'));
    assert.match(html, /Hello/);
  });

  it('is refused beyond the size a campaign may have', async () => {
    assert.match((await problems('html', 'x'.repeat(1_000_001)))[0]!, /longer than 1,000,000/);
    const sections = '</mj-column></mj-section><mj-section><mj-column>'.repeat(1_000);
    assert.match((await problems('mjml', mjml(sections)))[0]!, /larger than 1 MB/);
  });
});
