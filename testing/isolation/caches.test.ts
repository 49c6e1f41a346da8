/** What a process remembers from one request to the next: nothing of one account may be found by another. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '../..');

/** Collections of modules that grow while the product runs, and what finds an entry. Few should ever be added. */
const caches: Record<string, string> = {
  'server/accounts/access/callers.ts known': 'the request itself',
  'server/accounts/access/rates/tell-quotas.ts counted': 'the request itself',
  'server/activity/attribute.ts known': 'the request itself',
  'server/sign-in/passwords/common-passwords.ts list': 'nothing: a file of ours',
  'server/content/compile/mjml-in-thread.ts thread':
    'nothing: the thread that compiles, one email after the other',
  'server/content/compile/mjml-in-thread.ts turn': 'nothing: the end of the email before',
  'server/delivery/dkim/covered-fields.ts folded': 'names of header fields, without what they say',
  'server/delivery/engine/limits-key.ts known': 'a list of limits, which name their account',
  'server/delivery/mime/address.ts known': 'a domain, to its ASCII form',
  'server/delivery/mime/body-desk.ts encodedParts': 'a part of one compiled mail',
  'server/delivery/smtp/smtp-transport.ts chunkless': 'a mail server, to one thing it cannot do',
};

/** Remembered by what makes them, which must ask for the account: a file and how it finds an entry. */
const keyedByAccount: Record<string, RegExp> = {
  'server/tracking/sender-name.ts': /known\.get\(accountId\)/,
  'server/audience/imports/upload-places.ts': /taken\.get\(accountId\)/,
};

it('every collection that outlives a request is known, with what finds its entries', () => {
  const grown = globSync('server/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => growing(readFileSync(join(root, file), 'utf8')).map((name) => `${file} ${name}`));
  assert.deepEqual(grown.sort(), Object.keys(caches).sort());
});

it('what is remembered of an account is found by the account', () => {
  for (const [file, find] of Object.entries(keyedByAccount))
    assert.match(readFileSync(join(root, file), 'utf8'), find, file);
});

it('would notice a collection of a module', () => {
  const planted =
    'const known = new Map<string, Contact[]>();\nlet last: Contact | undefined;\nfor (let i = 0;;) {}';
  assert.deepEqual(growing(planted), ['known', 'last']);
});

/** Top-level variables, and top-level collections that begin empty. */
function growing(source: string): string[] {
  const found = source.matchAll(
    /^(?:export )?(?:let (\w+)(?:;|:| =)|const (\w+)[^=\n]*= (?:new (?:Map|WeakMap|Set|WeakSet)(?:<[^\n]*>)?\(\)|\[\]|\{\}));?/gm,
  );
  return [...found].map(([, variable, collection]) => (variable ?? collection)!);
}
