import assert from 'node:assert/strict';
import { test } from 'node:test';
import { receiverGroups } from './contract.ts';
import { isKnownGroup, receiverGroup, receiverGroupOf } from './receiver-groups.ts';

const groups: [domain: string, key: string][] = [
  ['gmail.com', 'gmail'],
  ['googlemail.com', 'gmail'],
  ['hotmail.fr', 'outlook'],
  ['live.co.uk', 'outlook'],
  ['outlook.com.br', 'outlook'],
  ['msn.com', 'outlook'],
  ['yahoo.com', 'yahoo'],
  ['yahoo.com.br', 'yahoo'],
  ['aol.com', 'yahoo'],
  ['me.com', 'icloud'],
  ['web.de', 'gmx'],
  ['proton.me', 'proton'],
  ['mail.ru', 'mailru'],
  ['yahoo.co.jp', 'yahoo.co.jp'],
  ['live.acme.example', 'live.acme.example'],
  ['notgmail.com', 'notgmail.com'],
  ['acme.example', 'acme.example'],
];

for (const [domain, key] of groups) {
  test(`${domain} belongs to ${key}`, () => assert.equal(receiverGroupOf(domain).key, key));
}

test('a group is named for people, a domain stands for itself', () => {
  assert.deepEqual(receiverGroupOf('gmail.com'), { key: 'gmail', name: 'Gmail' });
  assert.deepEqual(receiverGroup('acme.example'), { key: 'acme.example', name: 'acme.example' });
});

test('no key of a group can be mistaken for a domain', () => {
  for (const key of Object.keys(receiverGroups)) assert.ok(isKnownGroup(key) && !key.includes('.'));
});
