import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkContent } from './check-content.ts';
import { compileContent } from './compile-content.ts';
import { prepare, render } from './render.ts';
import { sampleData } from './sample-data.ts';
import { STARTERS } from './starters.ts';

for (const starter of STARTERS) {
  test(`the starter ${starter.id} is ready to send`, async () => {
    const { subject, preheader, content } = starter;
    const result = await compileContent({ subject, preheader, content });
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(result.warnings, []);
    const checks = checkContent(result.compiled, { knownFields: ['first_name', 'last_name'] });
    assert.deepEqual(
      checks.filter((check) => check.severity !== 'ok'),
      [],
    );

    const rendered = render(prepare(result.compiled), sampleData());
    assert.ok(Buffer.byteLength(rendered.html) < 60 * 1024);
    assert.match(rendered.html, /<html lang="en" dir="ltr"/);
    assert.match(rendered.html, /<meta name="color-scheme" content="light dark">/);
    assert.match(rendered.html, /<meta name="supported-color-schemes" content="light dark">/);
    assert.match(rendered.html, /@media \(prefers-color-scheme: dark\)/);
    assert.doesNotMatch(rendered.html, /\{\{|\{%|<img|fonts\.googleapis/);
    assert.doesNotMatch(rendered.text, /\{\{|\{%|<[a-z]|\n{3}/);
    for (const part of [rendered.html, rendered.text]) {
      assert.ok(part.includes('Robin') && part.includes('https://example.com/unsubscribe'), starter.id);
    }
    assert.ok(result.compiled.links.length >= 1);
  });

  test(`the starter ${starter.id} reads well for somebody without a name`, async () => {
    const { subject, preheader, content } = starter;
    const result = await compileContent({ subject, preheader, content });
    assert.ok(result.ok);
    const { text } = render(prepare(result.compiled), sampleData({ first_name: '', last_name: '' }));
    assert.doesNotMatch(text, /Robin|[a-z] ,|,,/);
  });
}

test('starters have distinct ids', () => {
  assert.ok(STARTERS.length >= 6);
  assert.equal(new Set(STARTERS.map((starter) => starter.id)).size, STARTERS.length);
});
