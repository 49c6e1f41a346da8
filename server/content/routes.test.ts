import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestApp } from '#testing/app.ts';
import * as contract from './contract.ts';

const app = await startTestApp();
const { client } = await app.newAccount();

const preview = (source: string, contact?: Record<string, string>) =>
  client.call(contract.previewContent, {
    body: {
      content: { kind: 'html', version: 1, source, text: null },
      subject: 'Hello {{ contact.first_name }}',
      preheader: '',
      ...(contact && { contact }),
    },
  });

describe('the content API', () => {
  it('offers starters whose source previews without problems', async () => {
    const { items } = await client.call(contract.listStarters);
    assert.ok(items.length >= 6);
    const [{ content, subject, preheader } = assert.fail('no starter')] = items;
    const answer = await client.call(contract.previewContent, { body: { content, subject, preheader } });
    assert.deepEqual(answer.problems, []);
    assert.equal(answer.sizeBytes, Buffer.byteLength(answer.html));
  });

  it('previews as the sample contact it is given', async () => {
    const answer = await preview('<p>{{ contact.town }}</p>', { first_name: 'Ann', town: 'A & B' });
    assert.equal(answer.subject, 'Hello Ann');
    assert.match(answer.html, /<p>A &amp; B<\/p>/);
    assert.equal(answer.text, 'A & B');
    assert.ok(answer.checks.some((check) => check.id === 'unsubscribe_link' && check.severity === 'error'));
  });

  it('answers problems with their place instead of failing', async () => {
    const answer = await preview('<p>\n {{ contact.town | nope }}</p>');
    assert.deepEqual(answer.problems, [
      { message: 'There is no filter called “nope”.', line: 2, column: 20, where: 'source' },
    ]);
    assert.equal(answer.html, '');
  });

  it('describes the merge language for the editor', async () => {
    const language = await client.call(contract.getMergeLanguage);
    assert.ok(language.filters.some((filter) => filter.name === 'default'));
    assert.ok(language.tags.some((tag) => tag.name === 'for'));
  });
});
