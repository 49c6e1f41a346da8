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

test('a bench nobody knows: the ones there are', async () => {
  await assert.rejects(run('nothing'), (error: Error & { stderr: string }) =>
    /send .*nodemailer[\s\S]*plan /.test(error.stderr),
  );
});
