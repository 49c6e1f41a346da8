import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import * as tls from 'node:tls';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { expiredMailExample, mailExample, otherExample, testAuthority } from '#testing/tls-certificate.ts';
import { parseSmtpUrl, type Route, RouteError, smtpTransport } from './index.ts';

tls.setDefaultCACertificates([...tls.getCACertificates('default'), testAuthority]);

/** Every way a session can fail to open, and what is said of it. */
type Fault = [name: string, script: Script, expected: Partial<RouteError>, route?: Partial<Route>];

const STARTTLS_OFFERED = '250-x\r\n250 STARTTLS';
const ada = { user: 'ada', pass: 'secret' };
const login: Partial<Route> = { auth: ada };
const token: Partial<Route> = { auth: { ...ada, kind: 'xoauth2' } };
const strict: Partial<Route> = { starttls: 'required', host: 'mail.example', verifyCertificate: true };
const challenge = Buffer.from('{"status":"401","schemes":"bearer"}').toString('base64');

const encrypted = (act: Script['STARTTLS'], tlsOf: Script['tls'] = mailExample): Script => ({
  EHLO: STARTTLS_OFFERED,
  STARTTLS: act ?? '220 go',
  tls: tlsOf,
});

const withoutEnd = (socket: Socket): void => {
  if (socket.writable) socket.write('250-and so on\r\n'.repeat(1000), () => withoutEnd(socket));
};

const faults: Fault[] = [
  ['greeting 421', { greeting: '421 4.3.2 busy' }, { stage: 'greeting', reason: 'busy', code: 421 }],
  ['greeting 450', { greeting: '450 4.3.2 wait' }, { stage: 'greeting', reason: 'busy', code: 450 }],
  ['greeting 554', { greeting: '554 5.7.1 no' }, { reason: 'refused-by-server', code: 554 }],
  ['greeting 521', { greeting: '521 takes no mail' }, { reason: 'refused-by-server', code: 521 }],
  ['greeting garbage', { greeting: 'SSH-2.0-OpenSSH' }, { stage: 'greeting', reason: 'not-smtp' }],
  ['greeting of a web server', { greeting: 'HTTP/1.1 400 Bad Request\r\n' }, { reason: 'not-smtp' }],
  ['greeting with an unexpected code', { greeting: '250 hello' }, { reason: 'not-smtp', code: 250 }],
  ['greeting of NULs', { greeting: '\0\0\0\0' }, { reason: 'not-smtp' }],
  ['greeting of 64 KB', { greeting: `220 ${'x'.repeat(65_536)}` }, { reason: 'not-smtp' }],
  ['greeting without end', { greeting: withoutEnd }, { reason: 'not-smtp' }],
  ['greeting dropped', { greeting: 'drop' }, { stage: 'greeting', reason: 'closed' }],
  ['greeting reset', { greeting: 'reset' }, { reason: 'closed' }],
  ['greeting hangs', { greeting: 'hang' }, { stage: 'greeting', reason: 'timeout' }],
  ['EHLO 421', { EHLO: '421 4.3.2 busy' }, { stage: 'ehlo', reason: 'busy', code: 421 }],
  ['EHLO 451', { EHLO: '451 4.3.0 later' }, { stage: 'ehlo', reason: 'busy', code: 451 }],
  ['EHLO and HELO 550', { EHLO: '550 no', HELO: '550 no' }, { stage: 'ehlo', reason: 'refused-by-server' }],
  ['EHLO garbage', { EHLO: 'welcome!' }, { stage: 'ehlo', reason: 'not-smtp' }],
  ['EHLO without end', { EHLO: withoutEnd }, { stage: 'ehlo', reason: 'not-smtp' }],
  ['EHLO dropped', { EHLO: 'drop' }, { stage: 'ehlo', reason: 'closed' }],
  ['EHLO hangs', { EHLO: 'hang' }, { stage: 'ehlo', reason: 'timeout' }],
  ['STARTTLS stripped', { EHLO: '250 x' }, { stage: 'tls', reason: 'no-starttls' }, strict],
  ['STARTTLS hidden by HELO', { EHLO: '502 no', HELO: '250 x' }, { reason: 'no-starttls' }, strict],
  ['STARTTLS 454', encrypted('454 4.7.0 not now'), { stage: 'tls', reason: 'busy', code: 454 }, strict],
  ['STARTTLS 502', encrypted('502 5.5.1 no'), { stage: 'tls', reason: 'no-starttls', code: 502 }, strict],
  ['STARTTLS 421', encrypted('421 bye'), { stage: 'tls', reason: 'busy', code: 421 }, strict],
  ['STARTTLS 421 though optional', encrypted('421 bye'), { stage: 'tls', reason: 'busy', code: 421 }],
  ['STARTTLS garbage', encrypted('what?'), { stage: 'tls', reason: 'not-smtp' }, strict],
  ['STARTTLS dropped', encrypted('drop'), { stage: 'tls', reason: 'closed' }, strict],
  ['STARTTLS hangs', encrypted('hang'), { stage: 'tls', reason: 'timeout' }, strict],
  ['STARTTLS with a reply slipped in', encrypted('220 go\r\n250 AUTH PLAIN'), { stage: 'tls' }, strict],
  ['STARTTLS with half a line slipped in', encrypted(slipIn), { stage: 'tls', reason: 'tls' }, strict],
  ['a handshake that hangs', encrypted('220 go', 'hang'), { stage: 'tls', reason: 'timeout' }, strict],
  ['a handshake that is dropped', encrypted(dropAfter220), { stage: 'tls', reason: 'tls' }, strict],
  ['a certificate that expired', encrypted('220 go', expiredMailExample), { reason: 'certificate' }, strict],
  [
    'a certificate for another name',
    encrypted('220 go'),
    { stage: 'tls', reason: 'certificate', encrypted: false },
    { ...strict, host: 'mx.example' },
  ],
  ['a certificate of its own', encrypted('220 go', otherExample), { reason: 'certificate' }, strict],
  ['TLS from the start to a plain port', {}, { stage: 'tls', reason: 'tls' }, { secure: true }],
  [
    'abilities told before TLS',
    forgetful(),
    { stage: 'auth', reason: 'no-auth', encrypted: true },
    { ...strict, ...login },
  ],
  ['AUTH 535', { AUTH: '535 5.7.8 wrong' }, { stage: 'auth', reason: 'auth-refused', code: 535 }, login],
  ['AUTH 454', { AUTH: '454 4.7.0 later' }, { stage: 'auth', reason: 'busy', code: 454 }, login],
  ['AUTH 421', { AUTH: '421 bye' }, { stage: 'auth', reason: 'busy', code: 421 }, login],
  ['AUTH garbage', { AUTH: 'sure' }, { stage: 'auth', reason: 'not-smtp' }, login],
  ['AUTH dropped', { AUTH: 'drop' }, { stage: 'auth', reason: 'closed' }, login],
  ['AUTH hangs', { AUTH: 'hang' }, { stage: 'auth', reason: 'timeout' }, login],
  ['AUTH not offered', { EHLO: '250 x' }, { stage: 'auth', reason: 'no-auth' }, login],
  ['AUTH by unknown ways alone', { EHLO: '250-x\r\n250 AUTH GSSAPI' }, { reason: 'no-auth' }, login],
  ['AUTH for a token not offered', {}, { stage: 'auth', reason: 'no-auth' }, token],
  [
    'AUTH LOGIN refused at the password',
    { EHLO: '250-x\r\n250 AUTH LOGIN', AUTH: ['334 VXNlcg', '334 UGFzcw', '535 5.7.8 wrong'] },
    { stage: 'auth', reason: 'auth-refused', code: 535 },
    login,
  ],
  [
    'AUTH LOGIN refused at the name',
    { EHLO: '250-x\r\n250 AUTH LOGIN', AUTH: ['334 VXNlcg', '535 5.7.8 who?'] },
    { stage: 'auth', reason: 'auth-refused', code: 535 },
    login,
  ],
  [
    'an access token that is refused',
    { EHLO: '250-x\r\n250 AUTH XOAUTH2', AUTH: [`334 ${challenge}`, '535 5.7.8 not accepted'] },
    { stage: 'auth', reason: 'auth-refused', code: 535 },
    token,
  ],
  [
    'a host that has no address',
    {},
    { stage: 'connect', reason: 'dns' },
    { host: 'no.invalid', addresses: undefined! },
  ],
  [
    'an address of ours that is not',
    {},
    { stage: 'connect', reason: 'unreachable' },
    { localAddress: '192.0.2.1' },
  ],
  ['no address to try', {}, { stage: 'connect', reason: 'unreachable' }, { addresses: [] }],
];

function slipIn(socket: Socket): void {
  socket.write('220 go\r\n250-smug');
}

function dropAfter220(socket: Socket): void {
  socket.end('220 go\r\n');
}

function forgetful(): Script {
  return { EHLO: ['250-x\r\n250-AUTH PLAIN\r\n250 STARTTLS', '250 x'], STARTTLS: '220 go', tls: mailExample };
}

async function routeTo(t: TestContext, script: Script, changes: Partial<Route> = {}) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  // Long, so that a busy machine is not taken for a server that hangs; where one does hang it is not waited for.
  const patience = (hangs: boolean) => (hangs ? 1_000 : 20_000);
  const { greeting, tls: handshake, ...steps } = script;
  const timeouts = {
    connect: patience(handshake === 'hang'),
    greeting: patience(greeting === 'hang'),
    envelope: patience(Object.values(steps).includes('hang')),
    dot: patience(false),
  };
  const route = parseSmtpUrl(`smtp://127.0.0.1:${server.port}?starttls=optional&certificate=any`);
  return { server, route: { ...route, addresses: ['127.0.0.1'], timeouts, ...changes } as Route };
}

describe('a session that cannot be opened', { concurrency: 8 }, () => {
  for (const [name, script, expected, changes] of faults) {
    test(name, async (t) => {
      const { server, route } = await routeTo(t, script, changes);
      const error = await smtpTransport.open(route).catch((caught) => caught);
      assert.ok(error instanceof RouteError, String(error));
      const seen = Object.keys(expected).map((key) => [key, error[key as keyof RouteError]]);
      assert.deepEqual(Object.fromEntries(seen), expected);
      assert.match(error.message, new RegExp(route.host.replaceAll('.', '\\.')));
      assert.doesNotMatch(error.message, /secret|c2VjcmV0/);
      if (expected.stage !== 'auth')
        assert.ok(!server.commands.some((command) => command.startsWith('AUTH')));
    });
  }
});

const openings: [name: string, script: Script, changes: Partial<Route>, isUpgraded: boolean][] = [
  ['replies octet by octet', { isBytewise: true }, login, false],
  ['replies that end in LF alone', { EHLO: '250-x\n250 AUTH PLAIN' }, login, false],
  ['EHLO refused, HELO taken', { EHLO: '502 what?', HELO: '250 x' }, {}, false],
  ['a certificate in order', encrypted('220 go'), strict, true],
  ['any certificate where none is asked for', encrypted('220 go', expiredMailExample), {}, true],
  ['TLS from the start', { secure: true, tls: mailExample }, { ...strict, secure: true }, false],
  ['optional STARTTLS that is refused', encrypted('454 4.7.0 not now'), {}, false],
  [
    'AUTH by LOGIN',
    { EHLO: '250-x\r\n250 AUTH=LOGIN', AUTH: ['334 VXNlcg', '334 UGFzcw', '235 hi'] },
    login,
    false,
  ],
  ['AUTH by token', { EHLO: '250-x\r\n250 AUTH XOAUTH2' }, token, false],
  [
    'AUTH by a token of 2 KB',
    { EHLO: '250-x\r\n250 AUTH XOAUTH2', AUTH: ['334 ', '235 hi'] },
    { auth: { ...ada, pass: 'x'.repeat(2000), kind: 'xoauth2' } },
    false,
  ],
  ['the second address when nothing is at the first', {}, { addresses: ['127.0.0.77', '127.0.0.1'] }, false],
  ['an address of ours to connect from', {}, { localAddress: '127.0.0.5' }, false],
];

describe('a session that opens', { concurrency: 8 }, () => {
  for (const [name, script, changes, isUpgraded] of openings) {
    test(name, async (t) => {
      const { server, route } = await routeTo(t, script, changes);
      const connection = await smtpTransport.open(route);
      t.after(() => connection.close());
      const outcome = await connection.send(
        { from: 'news@acme.example', to: 'a@b.example' },
        Buffer.from('A: b\r\n\r\n'),
      );
      assert.equal(outcome.kind, 'accepted');
      // Over TLS that began with STARTTLS everything is asked again.
      const hellos = server.commands.filter((command) => command.startsWith('EHLO')).length;
      assert.equal(hellos, isUpgraded ? 2 : 1);
    });
  }
});

test('where encryption is optional, a failed handshake goes on in the clear only if the route says so', async (t) => {
  const { server, route } = await routeTo(t, encrypted('220 go', 'hang'));
  await assert.rejects(smtpTransport.open(route), { stage: 'tls' });
  assert.equal(server.connections, 1);
  const connection = await smtpTransport.open({ ...route, tlsTrouble: 'clear' });
  connection.close();
  assert.equal(server.connections, 3);
  const tender: Route = { ...route, tlsTrouble: 'clear', auth: ada };
  await assert.rejects(smtpTransport.open(tender), { stage: 'tls' });
});

test('a port nobody listens on is named as refused', async (t) => {
  const { server, route } = await routeTo(t, {});
  await server.close();
  server.close = async () => {};
  await assert.rejects(smtpTransport.open(route), { reason: 'refused', stage: 'connect' });
});

test('the server’s words are in the explanation: why a token was refused, which ways to log in it knows', async (t) => {
  const refused = { EHLO: '250-x\r\n250 AUTH XOAUTH2', AUTH: [`334 ${challenge}`, '535 5.7.8 not accepted'] };
  const first = await routeTo(t, refused, token);
  await assert.rejects(smtpTransport.open(first.route), /535 not accepted \(status 401\)/);
  assert.equal(first.server.commands.at(-1), '');
  const second = await routeTo(t, { EHLO: '250-x\r\n250 AUTH GSSAPI NTLM' }, login);
  await assert.rejects(smtpTransport.open(second.route), /GSSAPI, NTLM/);
});

test('the explanation fits where it failed', async (t) => {
  const texts: [script: Script, route: Partial<Route>, text: RegExp][] = [
    [{ greeting: 'hang' }, {}, /kept silent: port 465 wants smtps/],
    [{ MAIL: '250 ok', EHLO: 'hang' }, {}, /did not answer in time\.$/],
    [{ EHLO: '250 x' }, { starttls: 'required' }, /so mail would travel in the clear/],
    [{ EHLO: '250 x' }, { starttls: 'required', ...login }, /so the password would travel in the clear/],
    [{ EHLO: '250-x\r\n250 AUTH XOAUTH2', AUTH: '535 no' }, token, /refused the user name or access token/],
    [encrypted('220 go\r\n250 AUTH PLAIN'), strict, /sent more than its consent to encrypt/],
    [encrypted('220 go', expiredMailExample), strict, /certificate of .* is not valid .*expired/],
  ];
  for (const [script, changes, text] of texts) {
    const { route } = await routeTo(t, script, changes);
    await assert.rejects(smtpTransport.open(route), text);
  }
});
