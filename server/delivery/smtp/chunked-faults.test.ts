import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { type Act, type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { otherExample } from '#testing/tls-certificate.ts';
import { type Outcome, parseSmtpUrl, type Route, smtpTransport } from './index.ts';

/** As in message-faults.test.ts, where envelope and message leave together. */
type Fault = [
  name: string,
  script: Script,
  expected: Partial<Outcome>,
  session: 'usable' | 'over',
  seen?: number,
];

const EHLO = '250-x\r\n250-PIPELINING\r\n250-SIZE 10000000\r\n250 CHUNKING';
const WITH_TLS = `${EHLO}\r\n250 STARTTLS`.replace('250 CHUNKING', '250-CHUNKING');
const envelope = { from: 'news@acme.example', to: 'ada@example.net' };
const message: Buffer = Buffer.from('Subject: Hi\r\n\r\n.Hello\r\n.\r\n');
const large = Buffer.from(`Subject: Hi\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(3_000)}`);

/** The fault first, then all well, so that a session that is still usable can show it. */
const first = (act: Act): Act[] => [act, '250 ok'];

/** Says something and hangs up with a crash; what was sent to it stays unread. */
const sayAndReset =
  (reply: string) =>
  (socket: Socket): void => {
    socket.pause();
    socket.write(`${reply}\r\n`, () => socket.resetAndDestroy());
  };

const LEFT = { kind: 'unknown', stage: 'dot' } as const;

const faults: Fault[] = [
  ['MAIL 451', { MAIL: first('451 later') }, { kind: 'deferred', stage: 'mail', code: 451 }, 'usable'],
  ['MAIL 550', { MAIL: first('550 5.7.1 no') }, { kind: 'rejected', stage: 'mail', code: 550 }, 'usable'],
  ['MAIL 421', { MAIL: '421 slow down' }, { kind: 'deferred', stage: 'mail', code: 421 }, 'over'],
  [
    'MAIL 421 and reset',
    { MAIL: sayAndReset('421 4.7.0 no') },
    { kind: 'deferred', stage: 'mail', code: 421 },
    'over',
  ],
  [
    'MAIL 550 and reset',
    { MAIL: sayAndReset('550 no') },
    { kind: 'rejected', stage: 'mail', code: 550 },
    'over',
  ],
  ['MAIL dropped', { MAIL: 'drop' }, LEFT, 'over'],
  ['MAIL reset', { MAIL: 'reset' }, LEFT, 'over'],
  ['MAIL hangs', { MAIL: 'hang', RCPT: 'hang', BDAT: 'hang' }, LEFT, 'over', 0],
  ['MAIL garbage', { MAIL: 'hello there' }, LEFT, 'over'],
  ['MAIL with an unexpected code', { MAIL: '354 go' }, { ...LEFT, code: 354 }, 'over'],

  ['RCPT 450', { RCPT: first('450 4.7.1 later') }, { kind: 'deferred', stage: 'rcpt', code: 450 }, 'usable'],
  [
    'RCPT 550, BDAT 503',
    { RCPT: first('550 5.1.1 no such user') },
    { kind: 'rejected', stage: 'rcpt', enhanced: '5.1.1', text: 'no such user' },
    'usable',
  ],
  [
    'RCPT 550, BDAT 250',
    { RCPT: first('550 5.1.1 no'), BDAT: '250 ok' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'usable',
  ],
  [
    'RCPT 550, BDAT garbage',
    { RCPT: '550 no', BDAT: 'so?' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'over',
  ],
  [
    'RCPT 550, BDAT 421',
    { RCPT: '550 no', BDAT: '421 bye' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
    'over',
  ],
  [
    'RCPT 450, then dropped',
    { RCPT: '450 no', BDAT: 'drop' },
    { kind: 'deferred', stage: 'rcpt', code: 450 },
    'over',
  ],
  [
    'RCPT 450, then silence',
    { RCPT: '450 no', BDAT: 'hang' },
    { kind: 'deferred', stage: 'rcpt', code: 450 },
    'over',
  ],
  ['RCPT 421', { RCPT: '421 bye' }, { kind: 'deferred', stage: 'rcpt', code: 421 }, 'over'],
  ['RCPT dropped', { RCPT: 'drop' }, LEFT, 'over'],
  ['RCPT hangs', { RCPT: 'hang', BDAT: 'hang' }, LEFT, 'over', 1],
  ['RCPT garbage', { RCPT: '\x00\x01\x02' }, LEFT, 'over'],

  [
    'BDAT 250',
    { BDAT: '250-2.0.0 queued\r\n250 2.0.0 as 17' },
    { kind: 'accepted', stage: 'dot', text: 'queued as 17' },
    'usable',
    1,
  ],
  ['octet by octet', { isBytewise: true }, { kind: 'accepted', enhanced: '2.0.0' }, 'usable', 1],
  [
    'BDAT 451',
    { BDAT: first('451 4.7.1 later') },
    { kind: 'deferred', stage: 'dot', code: 451 },
    'usable',
    1,
  ],
  ['BDAT 554', { BDAT: first('554 5.7.1 spam') }, { kind: 'rejected', stage: 'dot', code: 554 }, 'usable', 1],
  ['BDAT 421', { BDAT: '421 closing' }, { kind: 'deferred', stage: 'dot', code: 421 }, 'over', 1],
  ['BDAT dropped', { BDAT: 'drop' }, LEFT, 'over', 1],
  ['BDAT reset', { BDAT: 'reset' }, LEFT, 'over', 1],
  ['BDAT hangs', { BDAT: 'hang' }, LEFT, 'over', 1],
  ['BDAT garbage', { BDAT: 'hello there' }, LEFT, 'over', 1],
  ['BDAT 354', { BDAT: '354 more' }, { ...LEFT, code: 354 }, 'over', 1],
  ['amid the octets dropped', { inBody: { after: 10, act: 'drop' } }, LEFT, 'over'],

  ['BDAT 500', { BDAT: '500 what?' }, { kind: 'accepted', stage: 'dot' }, 'usable', 1],
  ['BDAT 502', { BDAT: '502 5.5.1 not here' }, { kind: 'accepted', stage: 'dot' }, 'usable', 1],
  ['BDAT 503', { BDAT: '503 5.5.1 no DATA' }, { kind: 'accepted', stage: 'dot' }, 'usable', 1],
  ['BDAT 504', { BDAT: '504 no LAST' }, { kind: 'accepted', stage: 'dot' }, 'usable', 1],
  [
    'BDAT 502, and by DATA refused',
    { BDAT: '502 no', dot: first('554 5.7.1 spam') },
    { kind: 'rejected', stage: 'dot', code: 554 },
    'usable',
    1,
  ],
];

async function open(t: TestContext, script: Script, changes: Partial<Route> = {}) {
  const server = await startScriptedSmtpServer({ EHLO, ...script });
  t.after(() => server.close());
  const route: Route = {
    ...parseSmtpUrl(`smtp://127.0.0.1:${server.port}?certificate=any`),
    timeouts: patience(script),
    ...changes,
  };
  const connection = await smtpTransport.open(route);
  t.after(() => connection.close());
  return { server, connection, route };
}

/** Long, so that a busy machine is not taken for a server that hangs; where one does hang it is not waited for. */
function patience({ MAIL, RCPT, BDAT }: Script): Route['timeouts'] {
  const LONG = 20_000;
  const SHORT = 1_000;
  return {
    connect: LONG,
    greeting: LONG,
    envelope: MAIL === 'hang' || RCPT === 'hang' ? SHORT : LONG,
    dot: BDAT === 'hang' ? SHORT : LONG,
  };
}

describe('what becomes of a message that left together with its envelope', { concurrency: 8 }, () => {
  for (const [name, script, expected, session, seen = 0] of faults) {
    test(name, async (t) => {
      const { server, connection } = await open(t, script);
      const outcome = await connection.send(envelope, message);
      const said = Object.keys(expected).map((key) => [key, outcome[key as keyof Outcome]]);
      assert.deepEqual(Object.fromEntries(said), expected);
      assert.notEqual(outcome.text, '');
      if (session === 'usable' || outcome.kind !== 'unknown') assert.equal(server.messages.length, seen);

      const next = await connection.send(envelope, Buffer.from('A: b\r\n'));
      assert.equal(next.kind, session === 'over' ? 'deferred' : 'accepted');
      assert.equal(connection.usable, session === 'usable');
      assert.equal(server.connections, 1);
    });
  }
});

test('commands and octets arrive as they should', async (t) => {
  const { server, connection } = await open(t, { RCPT: ['250 ok', '550 no', '250 ok'] });
  server.commands.length = 0;
  assert.equal((await connection.send(envelope, Promise.resolve(message))).kind, 'accepted');
  const group = [
    `MAIL FROM:<news@acme.example> SIZE=${message.length}`,
    'RCPT TO:<ada@example.net>',
    `BDAT ${message.length} LAST`,
  ];
  assert.deepEqual(server.commands.splice(0), group);
  assert.equal((await connection.send(envelope, message)).kind, 'rejected');
  assert.deepEqual(server.commands.splice(0), group);
  // What a refusal left behind must be seen to be forgotten before octets follow.
  assert.equal((await connection.send(envelope, message)).kind, 'accepted');
  assert.deepEqual(server.commands.splice(0), ['RSET', ...group.slice(0, 2), 'DATA']);
  assert.equal((await connection.send(envelope, message)).kind, 'accepted');
  assert.deepEqual(server.commands, group);
  for (const { bytes } of server.messages) assert.deepEqual(bytes, message);
});

test('a server that reads the octets as commands ends that session and gets DATA in the next', async (t) => {
  const { server, connection, route } = await open(t, { isChunkless: true, BDAT: '500 what?' });
  const outcome = await connection.send(envelope, message);
  assert.deepEqual([outcome.kind, connection.usable], ['deferred', false]);
  assert.equal(server.messages.length, 0);
  const next = await smtpTransport.open(route);
  t.after(() => next.close());
  assert.equal((await next.send(envelope, message)).kind, 'accepted');
  assert.equal(server.commands.filter((command) => command.startsWith('BDAT')).length, 1);
});

test('DATA it is when chunks are off, for large messages and where not all is announced', async (t) => {
  const huge = Buffer.from(`${'x'.repeat(70)}\r\n`.repeat(4_000));
  const ways: [Script, Partial<Route>, Buffer][] = [
    [{}, { chunking: 'off' }, message],
    [{ EHLO: '250-x\r\n250 CHUNKING' }, {}, message],
    [{}, {}, huge],
  ];
  for (const [script, changes, octets] of ways) {
    const { server, connection } = await open(t, script, changes);
    assert.equal((await connection.send(envelope, octets)).kind, 'accepted');
    assert.ok(server.commands.includes('DATA'));
  }
});

test('after a long silence the envelope goes first: the connection may be dead', async (t) => {
  const { server, connection } = await open(t, {});
  const now = performance.now.bind(performance);
  await connection.send(envelope, message);
  t.mock.method(performance, 'now', () => now() + 6_000);
  await connection.send(envelope, message);
  await connection.send(envelope, message);
  const verbs = server.commands.map((command) => command.split(' ')[0]);
  assert.deepEqual(verbs.slice(1), ['MAIL', 'RCPT', 'BDAT', 'MAIL', 'RCPT', 'DATA', 'MAIL', 'RCPT', 'BDAT']);
});

test('a message that cannot be made costs nothing', async (t) => {
  const { server, connection } = await open(t, {});
  await assert.rejects(connection.send(envelope, Promise.reject(new Error('no key'))), /no key/);
  assert.equal((await connection.send(envelope, message)).kind, 'accepted');
  assert.equal(server.messages.length, 1);
});

test('closing while a message is being made keeps it from leaving', async (t) => {
  const { server, connection } = await open(t, {});
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const sending = connection.send(envelope, promise);
  assert.equal((await connection.send(envelope, message)).kind, 'deferred');
  connection.close();
  resolve(message);
  assert.equal((await sending).kind, 'deferred');
  assert.equal(server.messages.length, 0);
});

for (const starttls of ['off', 'required'] as const) {
  test(`the last fence holds a message back for certain, STARTTLS ${starttls}`, async (t) => {
    const script: Script = { EHLO: WITH_TLS, STARTTLS: '220 go', tls: otherExample };
    const { server, connection } = await open(t, script, { starttls });
    const asked: number[] = [];
    const mayEnd = (answer: boolean) => () => {
      asked.push(server.messages.length);
      return answer;
    };
    assert.equal((await connection.send(envelope, large, mayEnd(true))).kind, 'accepted');
    const outcome = await connection.send(envelope, large, mayEnd(false));
    assert.deepEqual([outcome.kind, outcome.stage, outcome.code], ['deferred', 'data', undefined]);
    // Where nothing has left yet, the session can go on.
    assert.equal(connection.usable, starttls === 'off');
    assert.equal(server.messages.length, 1);
    assert.deepEqual(asked, [0, 1]);
  });

  test(`what was cut off after the last octet is in doubt, STARTTLS ${starttls}`, async (t) => {
    const script: Script = { EHLO: WITH_TLS, STARTTLS: '220 go', tls: otherExample, BDAT: 'reset' };
    const { connection } = await open(t, script, { starttls });
    assert.equal((await connection.send(envelope, large)).kind, 'unknown');
  });
}
