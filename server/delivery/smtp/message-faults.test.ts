import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { type Act, type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { type Outcome, parseSmtpUrl, type Route, smtpTransport } from './index.ts';

/**
 * Every way a message can go wrong on an open session: what is said of it, whether the session can carry another
 * message, and how many messages the server got to see whole.
 */
type Fault = [
  name: string,
  script: Script,
  expected: Partial<Outcome>,
  session: 'usable' | 'over',
  seen?: number,
];

const envelope = { from: 'news@acme.example', to: 'ada@example.net' };
const message = Buffer.from('Subject: Hi\r\n\r\nHello\r\n');
const big = Buffer.from(`Subject: Hi\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(100_000)}`);

const ONE_BY_ONE = '250-x\r\n250 SIZE 10000000';
const NOBODY = ['503 5.5.1 no recipient', '354 go'];

/** The fault first, then all well, so that a session that is still usable can show it. */
const first = (act: Act, then: Act = '250 ok'): Act[] => [act, then];

const inTwoPieces =
  (reply: string) =>
  (socket: Socket): void => {
    socket.write(reply.slice(0, 6), () => setImmediate(() => socket.write(`${reply.slice(6)}\r\n`)));
  };

const withoutEnd = (socket: Socket): void => {
  if (socket.writable) socket.write('250-and so on\r\n'.repeat(1000), () => withoutEnd(socket));
};

const faults: Fault[] = [
  [
    'MAIL 451',
    { MAIL: first('451 4.3.0 later'), RCPT: first('503 no'), DATA: NOBODY },
    { kind: 'deferred', stage: 'mail', code: 451 },
    'usable',
  ],
  [
    'MAIL 550',
    { MAIL: first('550 5.7.1 no'), RCPT: first('503 no'), DATA: NOBODY },
    { kind: 'rejected', stage: 'mail', enhanced: '5.7.1' },
    'usable',
  ],
  [
    'MAIL 552, too large',
    { MAIL: first('552 5.3.4 too big'), RCPT: first('503 no'), DATA: NOBODY },
    { kind: 'rejected', stage: 'mail', code: 552 },
    'usable',
  ],
  ['MAIL 421', { MAIL: '421 4.7.0 slow down' }, { kind: 'deferred', stage: 'mail', code: 421 }, 'over'],
  ['MAIL dropped', { MAIL: 'drop' }, { kind: 'deferred', stage: 'mail' }, 'over'],
  ['MAIL reset', { MAIL: 'reset' }, { kind: 'deferred', stage: 'mail' }, 'over'],
  ['MAIL hangs', { MAIL: 'hang', RCPT: 'hang', DATA: 'hang' }, { kind: 'deferred', stage: 'mail' }, 'over'],
  ['MAIL garbage', { MAIL: 'hello there' }, { kind: 'deferred', stage: 'mail' }, 'over'],
  [
    'MAIL with an unexpected code',
    { MAIL: '354 go' },
    { kind: 'deferred', stage: 'mail', code: 354 },
    'over',
  ],
  [
    'MAIL refused, and yet 354',
    { MAIL: '550 5.7.1 no' },
    { kind: 'rejected', stage: 'mail', code: 550 },
    'over',
  ],
  [
    'MAIL 550, one by one',
    { EHLO: ONE_BY_ONE, MAIL: first('550 no') },
    { kind: 'rejected', stage: 'mail' },
    'usable',
  ],

  [
    'RCPT 450, greylisted',
    { RCPT: first('450 4.7.1 greylisted'), DATA: NOBODY },
    { kind: 'deferred', stage: 'rcpt', code: 450 },
    'usable',
  ],
  [
    'RCPT 452',
    { RCPT: first('452 4.5.3 too many'), DATA: NOBODY },
    { kind: 'deferred', stage: 'rcpt', code: 452 },
    'usable',
  ],
  [
    'RCPT 550',
    { RCPT: first('550 5.1.1 no such user'), DATA: NOBODY },
    { kind: 'rejected', stage: 'rcpt', enhanced: '5.1.1', text: 'no such user' },
    'usable',
  ],
  [
    'RCPT 552',
    { RCPT: first('552 5.2.2 full'), DATA: NOBODY },
    { kind: 'rejected', stage: 'rcpt', code: 552 },
    'usable',
  ],
  [
    'RCPT 421 amid the group',
    { RCPT: '421 4.7.0 bye' },
    { kind: 'deferred', stage: 'rcpt', code: 421 },
    'over',
  ],
  [
    'RCPT 550, then 421',
    { RCPT: '550 5.1.1 no', DATA: '421 bye' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'over',
  ],
  [
    'RCPT 550, then dropped',
    { RCPT: '550 5.1.1 no', DATA: 'drop' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'over',
  ],
  [
    'RCPT 550, and yet 354',
    { RCPT: first('550 5.1.1 no'), dot: first('554 nobody') },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'usable',
    1,
  ],
  [
    'RCPT 450, and yet 354 and 250',
    { RCPT: first('450 later') },
    { kind: 'deferred', stage: 'rcpt', code: 450 },
    'usable',
    1,
  ],
  [
    'RCPT 550, 354, then dropped',
    { RCPT: '550 no', dot: 'drop' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'over',
    1,
  ],
  ['RCPT dropped', { RCPT: 'drop' }, { kind: 'deferred', stage: 'rcpt' }, 'over'],
  ['RCPT reset', { EHLO: ONE_BY_ONE, RCPT: 'reset' }, { kind: 'deferred', stage: 'rcpt' }, 'over'],
  ['RCPT hangs', { RCPT: 'hang', DATA: 'hang' }, { kind: 'deferred', stage: 'rcpt' }, 'over'],
  ['RCPT garbage', { RCPT: '\x00\x01\x02' }, { kind: 'deferred', stage: 'rcpt' }, 'over'],
  [
    'RCPT 450, one by one',
    { EHLO: ONE_BY_ONE, RCPT: first('450 later') },
    { kind: 'deferred', stage: 'rcpt' },
    'usable',
  ],
  [
    'RSET refused before the next',
    { RCPT: '550 no', DATA: '503 no', RSET: '500 no' },
    { kind: 'rejected', stage: 'rcpt' },
    'over',
  ],

  [
    'DATA 452',
    { DATA: first('452 4.3.1 full', '354 go') },
    { kind: 'deferred', stage: 'data', code: 452 },
    'usable',
  ],
  [
    'DATA 554',
    { DATA: first('554 5.5.1 no', '354 go') },
    { kind: 'rejected', stage: 'data', code: 554 },
    'usable',
  ],
  [
    'DATA 554, one by one',
    { EHLO: ONE_BY_ONE, DATA: first('554 no', '354 go') },
    { kind: 'rejected', stage: 'data' },
    'usable',
  ],
  ['DATA 421', { DATA: '421 4.3.2 closing' }, { kind: 'deferred', stage: 'data', code: 421 }, 'over'],
  [
    'DATA with an unexpected code',
    { DATA: '250 ok' },
    { kind: 'deferred', stage: 'data', code: 250 },
    'over',
  ],
  ['DATA garbage', { DATA: 'go ahead' }, { kind: 'deferred', stage: 'data' }, 'over'],
  ['DATA dropped', { DATA: 'drop' }, { kind: 'deferred', stage: 'data' }, 'over'],
  ['DATA reset', { EHLO: ONE_BY_ONE, DATA: 'reset' }, { kind: 'deferred', stage: 'data' }, 'over'],
  ['DATA hangs', { DATA: 'hang' }, { kind: 'deferred', stage: 'data' }, 'over'],

  [
    'dropped amid the body',
    { inBody: { after: 1000, act: 'drop' } },
    { kind: 'deferred', stage: 'data' },
    'over',
  ],
  [
    'reset amid the body',
    { inBody: { after: 1000, act: 'reset' } },
    { kind: 'deferred', stage: 'data' },
    'over',
  ],
  [
    'no longer read amid the body',
    { inBody: { after: 1000, act: stopReading } },
    { kind: 'deferred', stage: 'data' },
    'over',
  ],
  [
    '421 amid the body',
    { inBody: { after: 1000, act: refuseUnread('421 4.3.2 closing') } },
    { kind: 'deferred', stage: 'data', code: 421 },
    'over',
  ],
  [
    '552 amid the body',
    { inBody: { after: 1000, act: refuseUnread('552 5.3.4 too big') } },
    { kind: 'rejected', stage: 'data', code: 552 },
    'over',
  ],
  [
    '250 amid the body',
    { inBody: { after: 1000, act: refuseUnread('250 queued') } },
    { kind: 'deferred', stage: 'data' },
    'over',
  ],

  [
    'dot 250 in several lines',
    { dot: '250-2.0.0 queued\r\n250 2.0.0 as 17' },
    { kind: 'accepted', text: 'queued as 17' },
    'usable',
    1,
  ],
  [
    'dot 250 in two packets',
    { dot: first(inTwoPieces('250 2.0.0 queued')) },
    { kind: 'accepted', enhanced: '2.0.0' },
    'usable',
    1,
  ],
  [
    'dot 250 octet by octet',
    { isBytewise: true, dot: '250-a\r\n250 b' },
    { kind: 'accepted', text: 'a b' },
    'usable',
    1,
  ],
  ['dot 250 with NULs', { dot: '250 2.0.0 que\0\0ued' }, { kind: 'accepted', text: 'que ued' }, 'usable', 1],
  ['dot 250 with LF alone', { dot: '250-a\n250 b\n220 x' }, { kind: 'accepted', text: 'a b' }, 'over', 1],
  ['dot 451', { dot: first('451 4.7.1 later') }, { kind: 'deferred', stage: 'dot', code: 451 }, 'usable', 1],
  ['dot 452', { dot: first('452 4.3.1 full') }, { kind: 'deferred', stage: 'dot', code: 452 }, 'usable', 1],
  [
    'dot 552, too large',
    { dot: first('552 5.3.4 too big') },
    { kind: 'rejected', stage: 'dot', code: 552 },
    'usable',
    1,
  ],
  [
    'dot 554',
    { dot: first('554 5.7.1 spam') },
    { kind: 'rejected', stage: 'dot', code: 554, text: 'spam' },
    'usable',
    1,
  ],
  ['dot 421', { dot: '421 4.3.2 closing' }, { kind: 'deferred', stage: 'dot', code: 421 }, 'over', 1],
  ['dot dropped', { dot: 'drop' }, { kind: 'unknown', stage: 'dot' }, 'over', 1],
  ['dot reset', { dot: 'reset' }, { kind: 'unknown', stage: 'dot' }, 'over', 1],
  ['dot hangs', { dot: 'hang' }, { kind: 'unknown', stage: 'dot' }, 'over', 1],
  ['dot garbage', { dot: 'hello there' }, { kind: 'unknown', stage: 'dot' }, 'over', 1],
  ['dot 354', { dot: '354 more' }, { kind: 'unknown', stage: 'dot', code: 354 }, 'over', 1],
  ['dot with codes that differ', { dot: '250-ok\r\n550 no' }, { kind: 'unknown', stage: 'dot' }, 'over', 1],
  [
    'dot with a line of 64 KB',
    { dot: `250 ${'x'.repeat(65_536)}` },
    { kind: 'unknown', stage: 'dot' },
    'over',
    1,
  ],
  ['dot with a reply without end', { dot: withoutEnd }, { kind: 'unknown', stage: 'dot' }, 'over', 1],

  [
    'too large by SIZE',
    { EHLO: '250-x\r\n250 SIZE 10' },
    { kind: 'rejected', stage: 'mail', enhanced: '5.3.4' },
    'usable',
    0,
  ],
  ['SIZE without a limit', { EHLO: '250-x\r\n250 SIZE 0' }, { kind: 'accepted' }, 'usable', 1],
  ['HELO alone', { EHLO: '502 what?', HELO: '250 x' }, { kind: 'accepted' }, 'usable', 1],
];

function stopReading(socket: Socket): void {
  socket.pause();
}

/** An answer before the end of the message, whose rest is left unread. */
function refuseUnread(reply: string) {
  return (socket: Socket): void => {
    socket.pause();
    socket.write(`${reply}\r\n`);
  };
}

async function open(t: TestContext, script: Script) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  const route: Route = { ...parseSmtpUrl(`smtp://127.0.0.1:${server.port}`), timeouts: patience(script) };
  const connection = await smtpTransport.open(route);
  t.after(() => connection.close());
  return { server, connection };
}

/** Long, so that a busy machine is not taken for a server that hangs; where one does hang it is not waited for. */
function patience({ dot, inBody, ...envelope }: Script): Route['timeouts'] {
  const LONG = 20_000;
  const SHORT = 1_000;
  return {
    connect: LONG,
    greeting: LONG,
    envelope: Object.values(envelope).includes('hang') ? SHORT : LONG,
    block: inBody?.act === stopReading ? SHORT : LONG,
    dot: dot === 'hang' ? SHORT : LONG,
  };
}

describe('what becomes of a message', { concurrency: 8 }, () => {
  for (const [name, script, expected, session, seen = 0] of faults) {
    test(name, async (t) => {
      const { server, connection } = await open(t, script);
      const outcome = await connection.send(envelope, script.inBody ? big : message);
      const said = Object.keys(expected).map((key) => [key, outcome[key as keyof Outcome]]);
      assert.deepEqual(Object.fromEntries(said), expected);
      assert.notEqual(outcome.text, '');
      assert.equal(server.messages.length, seen);

      const next = await connection.send(envelope, Buffer.from('A: b\r\n'));
      assert.equal(next.kind, session === 'over' ? 'deferred' : 'accepted');
      assert.equal(connection.usable, session === 'usable');
      assert.equal(server.connections, 1);
    });
  }
});
