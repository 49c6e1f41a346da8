import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLinks } from './check-links.ts';

const says = (baseUrl: string, mode: 'sandbox' | 'smtp' = 'smtp') =>
  checkLinks({ baseUrl, mode }).map(({ message }) => message);

test('mail that leaves is warned about links nobody can open', () => {
  for (const baseUrl of ['http://localhost:3000', 'https://127.0.0.1', 'http://[::1]:3000'])
    assert.match(says(baseUrl)[0] ?? '', /only this machine/);
  assert.match(says('http://mail.example.com')[0] ?? '', /not encrypted/);
  assert.deepEqual(says('https://mail.example.com'), []);
});

test('mail in the sandbox is read on this machine', () => {
  assert.deepEqual(says('http://localhost:3000', 'sandbox'), []);
});
