import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import {
  type Connection,
  type Outcome,
  parseSmtpUrl,
  type Route,
  RouteError,
  smtpTransport,
} from './index.ts';

const envelope = { from: 'news@acme.example', to: 'ada@example.net' };
const message: Buffer = Buffer.from('Subject: Hi\r\n\r\n.\r\n..two\r\nHello\r\n');
const BIG: Buffer = Buffer.from(`Subject: Hi\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(100_000)}`);

async function serverWith(t: TestContext, script: Script, login = '') {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  return {
    server,
    route: routeTo(server.port, login, Object.values(script).includes('hang') ? 500 : 20_000),
  };
}

/** Patient, so that a busy machine is not taken for a server that hangs; a server that does hang is not waited for. */
function routeTo(port: number, login: string, patience: number): Route {
  const route = parseSmtpUrl(`smtp://${login}127.0.0.1:${port}`);
  return { ...route, timeouts: { connect: 20_000, greeting: patience, envelope: patience, dot: patience } };
}

async function open(t: TestContext, route: Route): Promise<Connection> {
  const connection = await smtpTransport.open(route);
  t.after(() => connection.close());
  return connection;
}

async function sendOver(t: TestContext, script: Script, bytes = message): Promise<Outcome> {
  const { route } = await serverWith(t, script);
  return (await open(t, route)).send(envelope, bytes);
}

const outcomes: [name: string, script: Script, expected: Partial<Outcome>, bytes?: Buffer][] = [
  ['all well', {}, { kind: 'accepted', stage: 'dot', code: 250, enhanced: '2.0.0', text: 'queued' }],
  [
    'multi-line acceptance',
    { dot: '250-2.0.0 queued\r\n250 2.0.0 as 17' },
    { kind: 'accepted', text: 'queued as 17' },
  ],
  [
    'MAIL 451',
    { MAIL: '451 4.3.0 later', RCPT: '503 no', DATA: '503 no' },
    { kind: 'deferred', stage: 'mail', code: 451 },
  ],
  [
    'MAIL 550',
    { MAIL: '550 5.7.1 not you', RCPT: '503 no', DATA: '503 no' },
    { kind: 'rejected', stage: 'mail', enhanced: '5.7.1' },
  ],
  ['MAIL 421', { MAIL: '421 4.7.0 slow down' }, { kind: 'deferred', stage: 'mail', code: 421 }],
  ['MAIL dropped', { MAIL: 'drop' }, { kind: 'deferred', stage: 'mail' }],
  ['MAIL hangs', { MAIL: 'hang', RCPT: 'hang', DATA: 'hang' }, { kind: 'deferred', stage: 'mail' }],
  [
    'RCPT 450',
    { RCPT: '450 4.2.0 greylisted', DATA: '503 none' },
    { kind: 'deferred', stage: 'rcpt', code: 450 },
  ],
  [
    'RCPT 550',
    { RCPT: '550 5.1.1 no such user', DATA: '503 none' },
    { kind: 'rejected', stage: 'rcpt', enhanced: '5.1.1', text: 'no such user' },
  ],
  [
    'RCPT 550 and yet 354',
    { RCPT: '550 5.1.1 no such user' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
  ],
  ['RCPT 421', { RCPT: '421 4.7.0 bye' }, { kind: 'deferred', code: 421 }],
  ['RCPT dropped', { RCPT: 'drop' }, { kind: 'deferred', stage: 'rcpt' }],
  ['DATA 452', { DATA: '452 4.3.1 full' }, { kind: 'deferred', stage: 'data', code: 452 }],
  ['DATA 554', { DATA: '554 5.5.1 no' }, { kind: 'rejected', stage: 'data', code: 554 }],
  ['DATA 421', { DATA: '421 4.3.2 shutting down' }, { kind: 'deferred', stage: 'data', code: 421 }],
  ['DATA dropped', { DATA: 'drop' }, { kind: 'deferred' }],
  ['dropped in the body', { inBody: { after: 1000, act: 'drop' } }, { kind: 'deferred', stage: 'data' }, BIG],
  ['dot 451', { dot: '451 4.7.1 later' }, { kind: 'deferred', stage: 'dot', code: 451 }],
  ['dot 554', { dot: '554 5.7.1 spam' }, { kind: 'rejected', stage: 'dot', code: 554, text: 'spam' }],
  ['dot 421', { dot: '421 4.3.2 shutting down' }, { kind: 'deferred', stage: 'dot', code: 421 }],
  ['dropped after the dot', { dot: 'drop' }, { kind: 'unknown', stage: 'dot' }],
  ['no answer to the dot', { dot: 'hang' }, { kind: 'unknown', stage: 'dot' }],
  ['garbage after the dot', { dot: 'hello there' }, { kind: 'unknown', stage: 'dot' }],
  ['354 after the dot', { dot: '354 more' }, { kind: 'unknown', stage: 'dot' }],
  [
    'garbage at MAIL',
    { MAIL: 'hello there', RCPT: '503 no', DATA: '503 no' },
    { kind: 'deferred', stage: 'mail' },
  ],
  [
    'too big by SIZE',
    { EHLO: '250-x\r\n250 SIZE 10' },
    { kind: 'rejected', stage: 'mail', enhanced: '5.3.4' },
  ],
  [
    'no PIPELINING, RCPT 550',
    { EHLO: '250 x', RCPT: '550 5.1.1 no' },
    { kind: 'rejected', stage: 'rcpt', code: 550 },
  ],
  ['EHLO refused, HELO taken', { EHLO: '502 what?', HELO: '250 x' }, { kind: 'accepted' }],
];

for (const [name, script, expected, bytes] of outcomes) {
  test(`outcome of a message: ${name}`, async (t) => {
    const outcome = await sendOver(t, script, bytes);
    const seen = Object.fromEntries(Object.keys(expected).map((key) => [key, outcome[key as keyof Outcome]]));
    assert.deepEqual(seen, expected);
    assert.notEqual(outcome.text, '');
  });
}

const failures: [name: string, script: Script, expected: Partial<RouteError>, login?: string][] = [
  ['greeting 421', { greeting: '421 4.3.2 busy' }, { stage: 'greeting', reason: 'busy', code: 421 }],
  [
    'greeting 554',
    { greeting: '554 5.7.1 go away' },
    { stage: 'greeting', reason: 'refused-by-server', code: 554 },
  ],
  ['greeting garbage', { greeting: 'SSH-2.0-OpenSSH' }, { reason: 'not-smtp' }],
  ['greeting dropped', { greeting: 'drop' }, { reason: 'closed' }],
  ['greeting hangs', { greeting: 'hang' }, { reason: 'timeout' }],
  ['EHLO 421', { EHLO: '421 4.3.2 busy' }, { stage: 'ehlo', reason: 'busy' }],
  ['EHLO dropped', { EHLO: 'drop' }, { reason: 'closed' }],
  [
    'AUTH 535',
    { AUTH: '535 5.7.8 wrong' },
    { stage: 'auth', reason: 'auth-refused', code: 535 },
    'ada:secret@',
  ],
  ['AUTH 454', { AUTH: '454 4.7.0 later' }, { stage: 'auth', reason: 'busy', code: 454 }, 'ada:secret@'],
  ['AUTH dropped', { AUTH: 'drop' }, { reason: 'closed' }, 'ada:secret@'],
];

for (const [name, script, expected, login] of failures) {
  test(`a route that cannot be opened: ${name}`, async (t) => {
    const { route } = await serverWith(t, script, login);
    const error = await smtpTransport.open(route).catch((caught) => caught);
    assert.ok(error instanceof RouteError, String(error));
    for (const [key, value] of Object.entries(expected))
      assert.equal(error[key as keyof RouteError], value, key);
    assert.match(error.message, /127\.0\.0\.1/);
    assert.doesNotMatch(error.message, /secret/);
  });
}

test('a port nobody listens on is named as refused', async (t) => {
  const { server, route } = await serverWith(t, {});
  await server.close();
  server.close = async () => {};
  await assert.rejects(smtpTransport.open(route), { reason: 'refused', stage: 'connect' });
});

test('STARTTLS that is asked for and not offered opens nothing, and no password leaves', async (t) => {
  const { server, route } = await serverWith(t, { STARTTLS: '502 no' }, 'ada:secret@');
  const strict: Route = { ...route, starttls: 'required' };
  await assert.rejects(smtpTransport.open(strict), { reason: 'no-starttls' });
  assert.equal(
    server.commands.some((command) => command.startsWith('AUTH')),
    false,
  );
});

test('a connection carries message after message, refused ones between them', async (t) => {
  const { server, route } = await serverWith(t, {
    RCPT: ['250 ok', '550 5.1.1 no', '250 ok', '250 ok'],
    DATA: ['354 go', '503 5.5.1 nobody to send to', '354 go', '354 go'],
    dot: ['250 one', '550 5.7.1 spam', '250 four'],
  });
  const connection = await open(t, route);
  const kinds: string[] = [];
  for (let i = 0; i < 4; i++) kinds.push((await connection.send(envelope, message)).kind);
  assert.deepEqual(kinds, ['accepted', 'rejected', 'rejected', 'accepted']);
  assert.equal(server.connections, 1);
});

test('after a lost connection the session says so and later messages are deferred', async (t) => {
  const { route } = await serverWith(t, { dot: 'drop' });
  const connection = await open(t, route);
  assert.equal((await connection.send(envelope, message)).kind, 'unknown');
  assert.equal(connection.usable, false);
  assert.equal((await connection.send(envelope, message)).kind, 'deferred');
});

test('closing cuts off the message in flight and still tells its outcome', async (t) => {
  const { server, route } = await serverWith(t, { dot: 'hang' });
  const connection = await open(t, {
    ...route,
    timeouts: { ...route.timeouts, dot: 60_000, envelope: 60_000 },
  });
  const sending = connection.send(envelope, message);
  while (server.messages.length === 0) await new Promise(setImmediate);
  connection.close();
  assert.equal((await sending).kind, 'unknown');
});

test('the octets arrive as they were, lone dots included', async (t) => {
  const { server, route } = await serverWith(t, {});
  await (await open(t, route)).send(envelope, message);
  assert.deepEqual(server.messages[0]?.bytes, message);
});

test('an address that cannot be written is rejected before anything is sent', async (t) => {
  const { server, route } = await serverWith(t, {});
  const connection = await open(t, route);
  for (const to of ['ada@example.net>\r\nRCPT TO:<eve@x.example', 'no address', 'üser@example.net']) {
    assert.equal((await connection.send({ ...envelope, to }, message)).kind, 'rejected', to);
  }
  assert.deepEqual(
    server.commands.filter((command) => !command.startsWith('EHLO')),
    [],
  );
});

test('SMTP_URL: defaults, options and mistakes', () => {
  assert.equal(parseSmtpUrl('smtps://mail.example.org').port, 465);
  assert.equal(parseSmtpUrl('smtp://mail.example.org').port, 587);
  assert.equal(parseSmtpUrl('smtp://mail.example.org').starttls, 'optional');
  assert.equal(parseSmtpUrl('smtp://u:p@mail.example.org').starttls, 'required');
  assert.deepEqual(parseSmtpUrl('smtp://u%40x:p%2Fw@h:25').auth, { user: 'u@x', pass: 'p/w' });
  assert.equal(parseSmtpUrl('smtp://[::1]:2525').host, '::1');
  assert.equal(parseSmtpUrl('smtp://u:token@h?auth=xoauth2').auth?.kind, 'xoauth2');
  for (const bad of [
    '',
    'mail.example.org',
    'http://x',
    'smtp://',
    'smtp://h?starttls=maybe',
    'smtp://%zz:x@h',
    'smtp://u:p@h?auth=kerberos',
  ]) {
    assert.throws(() => parseSmtpUrl(bad), /SMTP_URL/, bad);
  }
});
