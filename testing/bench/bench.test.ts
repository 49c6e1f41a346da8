import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = (...words: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), ...words]);

test('the bench in small: everybody gets one valid message, and all figures are there', async () => {
  const { stdout } = await run('send', '--recipients', '300', '--json');
  const result = JSON.parse(stdout.trim().split('\n').at(-1)!);
  assert.equal(result.recipients, 300);
  const figures = [
    result.messagesPerSecond,
    result.ratioToNodemailer,
    result.shareOfSigningLimit,
    result.unsigned.messagesPerSecond,
    result.unsigned.ratioToNodemailer,
    result.peakRssMb,
  ];
  for (const figure of figures) assert.ok(figure > 0, stdout);
});

test('leaving in small: everything is exported, and nothing is left after the erasure', async () => {
  const { stdout } = await run('leaving', '--recipients', '40', '--json');
  const result = JSON.parse(stdout.trim().split('\n').at(-1)!);
  // Contacts, their places on the list, five messages to each, of which every third was opened; and the account's own.
  assert.ok(result.rows >= 40 + 40 + 200 + 5 * 13, stdout);
  assert.ok(result.export.costOfRow > 0 && result.erasure.costOfRow > 0, stdout);
});

test('a bench nobody knows: the ones there are', async () => {
  await assert.rejects(run('nothing'), (error: Error & { stderr: string }) =>
    /send .*nodemailer[\s\S]*plan [\s\S]*leaving /.test(error.stderr),
  );
});
