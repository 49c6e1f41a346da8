import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Leaving } from '../ways/index.ts';
import { chooseServers } from './choose-servers.ts';
import type { ServerRow } from './server-row.ts';

const ACME = 'acme';
const OPERATOR = 'operator';

/** `[name, over]` of a server of Acme that takes everything. */
type Given = [name: string, over?: Partial<ServerRow>];
const row = ([name, over = {}]: Given) =>
  ({
    accountId: ACME,
    id: name,
    name,
    kind: 'smtp',
    enabled: true,
    shared: false,
    streams: ['marketing', 'transactional'],
    fromDomains: [],
    ...over,
  }) as ServerRow;
const shared = { accountId: OPERATOR, shared: true };
const only = (...streams: ServerRow['streams']) => ({ streams });
const from = (...fromDomains: string[]) => ({ fromDomains });
const leaving = (over: Partial<Leaving> = {}): Leaving => ({
  accountId: ACME,
  fromDomain: 'acme.example',
  stream: 'marketing',
  ...over,
});

/** Servers in the order of the database, what leaves, the names chosen, and whether each install way may serve. */
const table: [string, Given[], Leaving, string[], { sandbox: boolean; smtp: boolean }][] = [
  ['nothing set up', [], leaving(), [], { sandbox: true, smtp: true }],
  ['one of its own', [['a']], leaving(), ['a'], { sandbox: false, smtp: false }],
  ['in the order given', [['a'], ['b']], leaving(), ['a', 'b'], { sandbox: false, smtp: false }],
  ['own before shared', [['s', shared], ['a']], leaving(), ['a', 's'], { sandbox: false, smtp: false }],
  ['a shared one alone', [['s', shared]], leaving(), ['s'], { sandbox: false, smtp: false }],
  ['nobody else’s', [['x', { accountId: OPERATOR }]], leaving(), [], { sandbox: true, smtp: true }],
  [
    'shared ones of its own count as own',
    [
      ['s', shared],
      ['a', { shared: true }],
    ],
    leaving(),
    ['a', 's'],
    { sandbox: false, smtp: false },
  ],
  [
    'a domain before any',
    [['any'], ['acme', from('acme.example')]],
    leaving(),
    ['acme', 'any'],
    { sandbox: false, smtp: false },
  ],
  [
    'the nearest domain first',
    [
      ['acme', from('acme.example')],
      ['news', from('news.acme.example')],
    ],
    leaving({ fromDomain: 'news.acme.example' }),
    ['news', 'acme'],
    { sandbox: false, smtp: false },
  ],
  [
    'a domain below does not take the one above',
    [['news', from('news.acme.example')], ['any']],
    leaving(),
    ['any'],
    { sandbox: false, smtp: false },
  ],
  ['no part of a label', [['me', from('me.example')]], leaving(), [], { sandbox: false, smtp: true }],
  [
    'own for any before shared for the domain',
    [['s', { ...shared, ...from('acme.example') }], ['any']],
    leaving(),
    ['any', 's'],
    { sandbox: false, smtp: false },
  ],
  [
    'the stream',
    [
      ['m', only('marketing')],
      ['t', only('transactional')],
    ],
    leaving({ stream: 'transactional' }),
    ['t'],
    { sandbox: false, smtp: false },
  ],
  ['no other stream instead', [['t', only('transactional')]], leaving(), [], { sandbox: false, smtp: true }],
  [
    'switched off, but no reason for the sandbox',
    [['a', { enabled: false }]],
    leaving(),
    [],
    { sandbox: false, smtp: true },
  ],
  [
    'paused: its mail waits for it',
    [['a', { pausedAt: '2026-01-01', pausedBy: 'person', pausedReason: 'Paused by a person.' }]],
    leaving(),
    ['a'],
    { sandbox: false, smtp: false },
  ],
  [
    'a shared one for others',
    [['s', { ...shared, ...from('other.example') }]],
    leaving(),
    [],
    { sandbox: false, smtp: true },
  ],
];

describe('the choice of sending servers', () => {
  for (const [name, given, what, expected, install] of table) {
    it(name, () => {
      const rows = given.map(row);
      const choice = chooseServers(rows, what, 'sandbox');
      assert.deepEqual(
        choice.servers.map((server) => server.name),
        expected,
      );
      assert.equal(choice.installMayServe, install.sandbox, 'the sandbox');
      assert.equal(chooseServers(rows, what, 'smtp').installMayServe, install.smtp, 'SMTP_URL');
    });
  }
});
