import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileContent } from '../compile-content.ts';
import { prepare, RenderError, render } from '../render.ts';
import { sampleData } from '../sample-data.ts';
import { FILTERS } from './filters.ts';

/** Compiles and renders, and answers the outcome in words. Each must take milliseconds, whatever the input. */
async function attempt(source: string, contact: Record<string, unknown> = {}): Promise<string> {
  const started = process.cpuUsage();
  try {
    const content = { kind: 'plain', version: 1, source } as const;
    const result = await compileContent({ subject: 's', preheader: '', content });
    if (!result.ok) return result.errors[0]!.message;
    return render(prepare(result.compiled), sampleData(contact)).text;
  } catch (error) {
    assert.ok(error instanceof RenderError, String(error));
    return error.message;
  } finally {
    const taken = process.cpuUsage(started).user / 1_000;
    assert.ok(taken < 2_000, `took ${taken} ms: ${source.slice(0, 80)}`);
  }
}

const many = (count: number) => Array.from({ length: count }, (_, index) => index);

test('bombs end in a clear error (CVE-2026-33285 and the like)', async () => {
  const list = many(1_000);
  assert.match(await attempt('{% for x in contact.l %}{% endfor %}', { l: many(1_001) }), /more than 1,000/);
  assert.match(
    await attempt('{% for a in contact.l %}{% for b in contact.l %}x{% endfor %}{% endfor %}', { l: list }),
    /more than 10,000/,
  );
  assert.match(
    await attempt('{% for a in contact.l %}{{ contact.big }}{% endfor %}', {
      l: list,
      big: 'x'.repeat(4_000),
    }),
    /larger than 1 MB/,
  );
  assert.match(
    await attempt(`{% for a in contact.l %}${'x'.repeat(2_000)}{% endfor %}`, { l: list }),
    /larger than 1 MB/,
  );
  const doubling = ' | replace: "a", "aaaaaaaaaa"'.repeat(30);
  assert.match(await attempt(`{{ "a"${doubling} }}`), /larger than 1 MB/);
  const growing = ` | append: contact.big`.repeat(40);
  assert.match(
    await attempt(`{{ ""${growing} }}`, { big: 'x'.repeat(100_000) }),
    /larger than 1 MB|too much work/,
  );
  const work = ' | upcase'.repeat(100);
  assert.match(await attempt(`{{ contact.big${work} }}`, { big: 'x'.repeat(500_000) }), /too much work/);
  const search = '{% if contact.big contains "yy" %}{% endif %}'.repeat(100);
  assert.match(await attempt(search, { big: 'x'.repeat(500_000) }), /too much work/);
  const tests = 'contact.a or '.repeat(150);
  assert.match(
    await attempt(
      `{% for x in contact.l %}${`{% if ${tests} contact.b %}{% endif %}`.repeat(20)}{% endfor %}`,
      { l: list },
    ),
    /too much work/,
  );
});

test('no filter and no comparison makes a long loop over long values slow', async () => {
  const values = {
    lt: '<'.repeat(500_000),
    space: ' '.repeat(500_000),
    list: Array(1_000).fill('y'.repeat(500)),
  };
  const contact = { ...values, ten: many(10), l: many(990) };
  const inLoops = (body: string) =>
    `{% for a in contact.ten %}{% for b in contact.l %}${body.repeat(10)}{% endfor %}{% endfor %}`;
  for (const name of Object.keys(values)) {
    for (const [, { example }] of FILTERS) {
      await attempt(inLoops(`{{ contact.${name} | ${example} | size }}`), contact);
    }
    for (const test of ['== contact.space', 'contains "zz"', '> "a"', '== blank', '']) {
      await attempt(inLoops(`{% if contact.${name} ${test} %}{% endif %}`), contact);
    }
  }
});

test('nesting has an end', async () => {
  assert.match(await attempt('{% if a %}'.repeat(11) + '{% endif %}'.repeat(11)), /more than 10 deep/);
  assert.match(await attempt('{% if a %}'.repeat(100_000)), /more than 10 deep/);
  assert.equal(await attempt(`${'{% if a %}'.repeat(10)}${'{% endif %}'.repeat(10)}x`), 'x');
});

test('huge and broken sources are read in one pass', async () => {
  for (const piece of [
    '{{',
    '{%',
    '{{ "',
    '{% comment %}',
    '{% raw %}',
    '}}',
    '{',
    '{{ a',
    '{% if',
    '{{-',
    '<',
    '<!--',
  ]) {
    await attempt(piece.repeat(Math.floor(900_000 / piece.length)));
  }
  await attempt(`{{ contact${'.a'.repeat(900)} }}`);
  await attempt(`{{ contact.a ${'| upcase '.repeat(200)} }}`);
  await attempt(`{{ "${' '.repeat(1_900)}" }}`);
});

test('strip_html takes time in proportion to the text (CVE-2026-69222)', async () => {
  for (const hostile of [
    '<'.repeat(350_000),
    '<a '.repeat(100_000),
    '<!--'.repeat(80_000),
    '<script'.repeat(50_000),
  ]) {
    await attempt('{{ contact.h | strip_html }}', { h: hostile });
  }
});

test('names of the language underneath are ordinary missing fields (CVE-2025-49136, CVE-2026-39412)', async () => {
  const names = [
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
  ];
  for (const name of names) {
    assert.equal(
      await attempt(`[{{ contact.${name} }}{{ contact.${name}.${name} }}{{ contact["${name}"] }}]`),
      '[]',
    );
    assert.equal(await attempt(`[{{ contact.email.${name} }}{{ contact.l.${name} }}]`, { l: [1] }), '[]');
    assert.match(await attempt(`{{ contact.email | ${name} }}`), /There is no filter/);
    assert.match(await attempt(`{% ${name} %}`), /There is no tag/);
    assert.equal(
      await attempt(`{% for ${name} in contact.l %}{{ ${name} }}{% endfor %}`, { l: [1, 2] }),
      '12',
    );
  }
  for (const name of ['process', 'global', 'globalThis', 'require', 'env', 'this', 'self', 'data', 'scope']) {
    assert.equal(await attempt(`[{{ ${name} }}{{ ${name}.env }}{{ ${name}.env.PATH }}]`), '[]');
  }
});

test('values that are no data print nothing', async () => {
  const contact = {
    fn: () => 'called',
    symbol: Symbol('s'),
    date: new Date(Number.NaN),
    nan: Number.NaN,
    map: new Map([['a', 1]]),
    nested: [[['x']]],
  };
  assert.equal(
    await attempt('[{{ contact.fn }}{{ contact.symbol }}{{ contact.date }}{{ contact.nan }}]', contact),
    '[]',
  );
  assert.equal(
    await attempt('[{{ contact.map.size }}{{ contact.map.get }}{{ contact.nested }}]', contact),
    '[]',
  );
});

test('rendering leaves the data and the compiled form as they were', async () => {
  const content = {
    kind: 'plain',
    version: 1,
    source: '{% for x in contact.l %}{{ x | upcase }}{% endfor %} {{ contact.l | join }}',
  } as const;
  const result = await compileContent({ subject: 's', preheader: '', content });
  assert.ok(result.ok);
  const before = JSON.stringify(result.compiled);
  const data = Object.freeze(sampleData({ l: Object.freeze(['a', 'b']) }));
  const prepared = prepare(result.compiled);
  assert.deepEqual(render(prepared, data), render(prepared, data));
  assert.equal(JSON.stringify(result.compiled), before);
});

test('random templates either compile and render or are refused with a place', async () => {
  const pieces = [
    '{{',
    '}}',
    '{%',
    '%}',
    '{{-',
    '-%}',
    ' contact.email ',
    ' contact.l ',
    ' if ',
    ' endif ',
    ' for x in ',
    ' endfor ',
    ' else ',
    ' elsif ',
    ' unless ',
    ' endunless ',
    ' raw ',
    ' endraw ',
    ' comment ',
    ' endcomment ',
    '|',
    ' default: ',
    ' truncate ',
    ' replace: ',
    ' date: ',
    '"a"',
    "'",
    '"',
    ' == ',
    ' contains ',
    ' and ',
    ' or ',
    ',',
    '.',
    '[0]',
    ' 7 ',
    '\n',
    'text',
    '{% if contact.email %}',
    '{% endif %}',
    '{% for x in contact.l %}',
    '{{ x }}',
    '{% endfor %}',
    '{{ contact.email | upcase }}',
    'https://a.example/',
    ' limit: 2 ',
    ' forloop.index ',
    '<',
    '>',
    '&',
  ];
  let seed = 7;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let compiled = 0;
  for (let round = 0; round < 4_000; round++) {
    let source = '';
    for (let count = 1 + next(10); count > 0; count--) source += pieces[next(pieces.length)];
    const kind = round % 2 === 0 ? 'plain' : 'html';
    const content =
      kind === 'plain'
        ? ({ kind, version: 1, source } as const)
        : ({ kind, version: 1, source, text: null } as const);
    const result = await compileContent({ subject: source, preheader: '', content });
    if (result.ok) {
      compiled++;
      const { subject } = render(
        prepare(JSON.parse(JSON.stringify(result.compiled))),
        sampleData({ l: ['a', 'b'] }),
      );
      assert.doesNotMatch(subject, /[\r\n]/, source);
    } else {
      const lines = source.split('\n');
      for (const { line, column, message } of result.errors) {
        assert.ok(line >= 1 && line <= lines.length, `${source}: ${message} at line ${line}`);
        assert.ok(column >= 1 && column <= source.length + 1, `${source}: ${message} at column ${column}`);
      }
    }
  }
  assert.ok(compiled > 500, `only ${compiled} compiled`);
});
