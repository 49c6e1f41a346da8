/**
 * No name that a client sends becomes a path of ours. CVE-2024-47051, CVE-2021-27916, CVE-2017-1000490 (Mautic: any file),
 * BillionMail#172 (blocks only `./`), CVE-2023-40028 and CVE-2026-70592 (Ghost: links and names of backups).
 */
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createList, uploadImport } from '#server/audience/contract.ts';
import { startTestApp } from '../app.ts';
import { nameOf } from '../every-route.ts';

const app = await startTestApp();
const { client, cookie } = await app.newAccount();

const ways = [
  '../../../../etc/passwd',
  '..%2f..%2f..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/%2e%2e/package.json',
  '....//....//package.json',
  '..%252f..%252fpackage.json',
  '..\\..\\package.json',
  '..%5c..%5cpackage.json',
  '%c0%ae%c0%ae/package.json',
  '/etc/passwd',
  '//etc/passwd',
  '%2fetc%2fpasswd',
  'file:///etc/passwd',
  '.git/HEAD',
  '.env',
  'package.json%00.js',
];
const inside = /root:x:|"mail-minion"|ref: refs|BEGIN [A-Z ]*PRIVATE KEY/;

/** As written: fetch would tidy the path up first. */
function askAsWritten(path: string): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const { hostname, port } = new URL(app.url);
  const asked = request({ hostname, port, path, headers: { cookie } }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
  });
  asked.on('error', reject).end();
  return promise;
}

describe('CVE-2024-47051, CVE-2021-27916, CVE-2017-1000490, BillionMail#172: a way out of a folder', () => {
  it('leads nowhere below the files of the dashboard', async () => {
    for (const way of ways)
      for (const path of [`/assets/${way}`, `/${way.replace(/^\/+/, '')}`, `/assets//${way}`]) {
        const { status, text } = await askAsWritten(path);
        assert.ok(status < 500, `${path}: ${status}`);
        assert.doesNotMatch(text, inside, path);
      }
  });

  it('names nothing in place of an id', async () => {
    const named = app.app.contracts.filter(({ method, params }) => method === 'GET' && params);
    for (const contract of named)
      for (const way of ways) {
        const path = contract.path.replace(/:\w+/g, encodeURIComponent(way));
        const { status, text } = await askAsWritten(path);
        assert.ok(status < 500, `${nameOf(contract)} ${way}: ${status}`);
        assert.doesNotMatch(text, inside);
      }
  });

  it('is the name of an uploaded file and no more: nothing is written under it', async () => {
    const { id: listId } = await client.call(createList, { body: { name: 'A' } });
    const { dataDir } = app.services.config;
    const before = filesIn(dataDir);
    for (const way of ways) {
      const answer = await client.fetch(
        uploadImport,
        { query: { listId, fileName: way } },
        'email\nbo@people.example\n',
      );
      assert.ok(answer.status < 500, `${way}: ${answer.status}`);
      await answer.text();
    }
    assert.deepEqual(filesIn(dataDir), before);
  });
});

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile() && !name.startsWith('spool'))
    .sort();
