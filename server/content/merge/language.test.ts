import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileContent } from '../compile-content.ts';
import { describeLanguage } from './language.ts';

const { fields, filters, tags } = describeLanguage();

test('every example the editor offers compiles', async () => {
  for (const { example } of filters) {
    const source = `{{ contact.x | ${example} }}`;
    const result = await compileContent({
      subject: source,
      preheader: '',
      content: { kind: 'plain', version: 1, source },
    });
    assert.ok(result.ok, source);
  }
  for (const { example, name } of tags) {
    const source = /^els/.test(name) ? `{% if contact.x %}${example}{% endif %}` : example;
    const result = await compileContent({
      subject: '',
      preheader: '',
      content: { kind: 'plain', version: 1, source },
    });
    assert.ok(result.ok, source);
  }
});

test('the guide names every field, filter and tag', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/merge-language.md'), 'utf8');
  for (const { name } of [...filters, ...tags]) assert.match(guide, new RegExp(`\\b${name}\\b`), name);
  for (const { name } of fields) {
    if (!name.startsWith('contact.')) assert.ok(guide.includes(name), name);
  }
});
