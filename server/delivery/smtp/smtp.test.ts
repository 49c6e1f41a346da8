import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { otherExample } from '#testing/tls-certificate.ts';
import { until } from '#testing/until.ts';
import { parseSmtpUrl, type Route, smtpTransport } from './index.ts';

const envelope = { from: 'news@acme.example', to: 'ada@example.net' };
const message: Buffer = Buffer.from('Subject: Hi\r\n\r\nHello\r\n');
const ALL = '250-x\r\n250-PIPELINING\r\n250-SIZE 9000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 STARTTLS';

async function open(t: TestContext, script: Script = {}, changes: Partial<Route> = {}) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  const route = { ...parseSmtpUrl(`smtp://127.0.0.1:${server.port}?certificate=any`), ...changes };
  const connection = await smtpTransport.open(route);
  t.after(() => connection.close());
  server.commands.length = 0;
  return { server, connection };
}

const long = 'x'.repeat(998);
const bodies: [name: string, body: string | Buffer, arrivesAs?: string][] = [
  ['lone dots', '.\r\n..\r\n...\r\nend\r\n.\r\n'],
  ['a dot to begin every line', `${'.x\r\n'.repeat(50_000)}`],
  ['a line without end', 'Hello', 'Hello\r\n'],
  ['a dot without end', '\r\n.', '\r\n.\r\n'],
  ['nothing at all', ''],
  ['an empty line', '\r\n'],
  ['lines of 998 octets', `${long}\r\n.${long.slice(1)}\r\n${long}\r\n`],
  ['octets beyond ASCII', Buffer.concat([Buffer.from('\r\n'), Buffer.alloc(900, 0xfe), Buffer.from('\r\n')])],
  ['700 KB', `${'x'.repeat(70)}\r\n`.repeat(10_000)],
];

for (const [name, body, arrivesAs] of bodies) {
  for (const channel of ['plain', 'TLS', 'plain by BDAT', 'TLS by BDAT']) {
    test(`a body arrives octet by octet as it was, over ${channel}: ${name}`, async (t) => {
      const EHLO = channel.endsWith('BDAT')
        ? ALL.replace('250 STARTTLS', '250-CHUNKING\r\n250 STARTTLS')
        : ALL;
      const script = { EHLO, STARTTLS: '220 go', tls: otherExample };
      const { server, connection } = await open(t, script, {
        starttls: channel.startsWith('TLS') ? 'required' : 'off',
      });
      const head = Buffer.from('Subject: Hi\r\n');
      const sent = Buffer.concat([head, Buffer.from(body)]);
      for (const octets of [sent, Buffer.from(body)]) {
        assert.equal((await connection.send(envelope, octets)).kind, 'accepted');
      }
      const expected = Buffer.from(arrivesAs ?? body);
      const saysBdat = server.commands.some((command) => command.startsWith('BDAT'));
      assert.equal(saysBdat, channel.endsWith('BDAT') && body.length < 500_000);
      const [first, second] = server.messages;
      assert.ok(first?.bytes.equals(Buffer.concat([head, expected])));
      assert.ok(second?.bytes.equals(expected));
    });
  }
}

for (const [name, octets] of Object.entries({
  'bare CR': 'A: b\r\n\r\nx\ry\r\n',
  'bare LF': 'A: b\r\n\r\nx\n.\ny\r\n',
  'LF and CR turned round': 'A: b\r\n\r\nx\n\r.\r\n',
  'bare CR in a header': 'A: b\rB: c\r\n\r\n',
  'bare LF at the beginning': '\nA: b\r\n\r\n',
  'bare CR at the end': 'A: b\r\n\r\nx\r',
  NUL: 'A: b\r\n\r\nx\0\r\n',
})) {
  test(`octets that servers read differently never leave (CVE-2024-27938, CVE-2023-51764): ${name}`, async (t) => {
    const { server, connection } = await open(t);
    const now = await connection.send(envelope, Buffer.from(octets));
    assert.equal(now.kind, 'rejected');
    assert.equal(now.enhanced, '5.6.0');
    assert.match(now.text, /carriage return|line feed|NUL/);
    assert.deepEqual(server.commands, []);
    const later = await connection.send(envelope, Promise.resolve(Buffer.from(octets)));
    assert.deepEqual(later, now);
    assert.equal(server.messages.length, 0);
  });
}

test('the envelope says what the message needs, and travels in one piece', async (t) => {
  const { server, connection } = await open(t, { EHLO: ALL.replace('\r\n250 STARTTLS', '\r\n250 x') });
  await connection.send(envelope, message);
  assert.deepEqual(server.commands.splice(0), [
    `MAIL FROM:<news@acme.example> SIZE=${message.length}`,
    'RCPT TO:<ada@example.net>',
    'DATA',
  ]);
  await connection.send({ ...envelope, to: 'üser@bücher.example' }, Buffer.from('A: b\r\n\r\nü\r\n'));
  assert.deepEqual(server.commands.splice(0, 2), [
    'MAIL FROM:<news@acme.example> SIZE=12 BODY=8BITMIME SMTPUTF8',
    'RCPT TO:<üser@xn--bcher-kva.example>',
  ]);
  server.commands.length = 0;
  await connection.send(envelope, Buffer.from('To: ü@example.net\r\n\r\n'));
  assert.match(server.commands[0]!, / SMTPUTF8$/);
});

test('an address that cannot be written is rejected before anything is sent', async (t) => {
  const { server, connection } = await open(t);
  for (const to of ['ada@example.net>\r\nRCPT TO:<eve@x.example', 'no address', 'üser@example.net']) {
    assert.equal((await connection.send({ ...envelope, to }, message)).kind, 'rejected', to);
  }
  assert.equal((await connection.send({ ...envelope, to: 'ü@b.example' }, message)).enhanced, '5.6.7');
  assert.deepEqual(server.commands, []);
});

test('a connection carries message after message, refused ones between them', async (t) => {
  const { server, connection } = await open(t, {
    RCPT: ['250 ok', '550 5.1.1 no', '250 ok', '250 ok'],
    DATA: ['354 go', '503 5.5.1 nobody to send to', '354 go', '354 go'],
    dot: ['250 one', '550 5.7.1 spam', '250 four'],
  });
  const kinds: string[] = [];
  for (let i = 0; i < 4; i++) kinds.push((await connection.send(envelope, message)).kind);
  assert.deepEqual(kinds, ['accepted', 'rejected', 'rejected', 'accepted']);
  assert.equal(server.connections, 1);
  assert.equal(server.commands.filter((command) => command === 'RSET').length, 1);
});

test('a connection is used up after as many messages as the server allows', async (t) => {
  const { connection } = await open(t, { EHLO: '250-x\r\n250 LIMITS RCPTMAX=10 MAILMAX=2' });
  assert.equal((await connection.send(envelope, message)).kind, 'accepted');
  assert.equal(connection.usable, true);
  assert.equal((await connection.send(envelope, message)).kind, 'accepted');
  assert.equal(connection.usable, false);
});

test('a word between two messages ends the session before the next one', async (t) => {
  const { connection } = await open(t, { dot: '250 ok\r\n421 4.3.2 closing' });
  assert.equal((await connection.send(envelope, message)).kind, 'accepted');
  assert.equal(connection.usable, false);
  const outcome = await connection.send(envelope, message);
  assert.deepEqual([outcome.kind, outcome.stage], ['deferred', 'mail']);
});

test('closing cuts off the message in flight and still tells its outcome', async (t) => {
  const { server, connection } = await open(t, { dot: 'hang' });
  const sending = connection.send(envelope, message);
  await until('the message to be there', () => server.messages.length > 0);
  connection.close();
  assert.equal((await sending).kind, 'unknown');
});

test('closing is polite', async (t) => {
  const { server, connection } = await open(t);
  connection.close();
  await until('a command', () => server.commands.length > 0);
  assert.deepEqual(server.commands, ['QUIT']);
});

for (const starttls of ['off', 'required'] as const) {
  test(`the last fence holds a message back for certain, STARTTLS ${starttls}`, async (t) => {
    const { server, connection } = await open(
      t,
      { EHLO: ALL, STARTTLS: '220 go', tls: otherExample },
      { starttls },
    );
    const asked: number[] = [];
    const mayEnd = (answer: boolean) => () => {
      asked.push(server.messages.length);
      return answer;
    };
    const big = Buffer.from(`A: b\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(10_000)}`);
    assert.equal((await connection.send(envelope, big, mayEnd(true))).kind, 'accepted');
    const outcome = await connection.send(envelope, big, mayEnd(false));
    assert.deepEqual([outcome.kind, outcome.stage, outcome.code], ['deferred', 'data', undefined]);
    assert.equal(connection.usable, false);
    assert.equal(server.messages.length, 1);
    assert.deepEqual(asked, [0, 1]);
  });

  test(`only what was cut off after the dot is in doubt, STARTTLS ${starttls}`, async (t) => {
    const script: Script = { EHLO: ALL, STARTTLS: '220 go', tls: otherExample };
    const big = Buffer.from(`A: b\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(100_000)}`);
    const before = await open(t, { ...script, inBody: { after: 1000, act: 'reset' } }, { starttls });
    const lost = await before.connection.send(envelope, big);
    assert.deepEqual([lost.kind, lost.stage], ['deferred', 'data']);
    const after = await open(t, { ...script, dot: 'reset' }, { starttls });
    assert.equal((await after.connection.send(envelope, message)).kind, 'unknown');
  });
}

test('the envelope travels while the message is still being made', async (t) => {
  const { server, connection } = await open(t, { EHLO: ALL.replace('\r\n250 STARTTLS', '\r\n250 x') });
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const sending = connection.send({ ...envelope, size: 4000 }, promise);
  await until('the envelope to be there', () => server.commands.includes('DATA'));
  assert.match(server.commands[0]!, / SIZE=4000 BODY=8BITMIME$/);
  resolve(message);
  assert.equal((await sending).kind, 'accepted');
  assert.deepEqual(server.messages[0]?.bytes, message);
});

test('a message that cannot be made is not sent, and says why', async (t) => {
  const { server, connection } = await open(t);
  const { promise, reject } = Promise.withResolvers<Buffer>();
  const sending = connection.send(envelope, promise);
  await until('the envelope to be there', () => server.commands.includes('DATA'));
  reject(new Error('no key'));
  await assert.rejects(sending, /no key/);
  assert.equal(connection.usable, false);
  assert.equal(server.messages.length, 0);
});

test('a refused recipient is told although the message was never made', async (t) => {
  const { connection } = await open(t, { RCPT: '550 5.1.1 no', DATA: '503 nobody' });
  const { promise, reject } = Promise.withResolvers<Buffer>();
  assert.equal((await connection.send(envelope, promise)).code, 550);
  reject(new Error('too late to matter'));
  const rejected = connection.send({ ...envelope, to: 'nobody' }, Promise.reject(new Error('nor this')));
  assert.equal((await rejected).enhanced, '5.1.3');
});

test('SMTP_URL: defaults, options and mistakes', () => {
  assert.equal(parseSmtpUrl('smtps://mail.example.org').port, 465);
  assert.equal(parseSmtpUrl('smtp://mail.example.org').port, 587);
  assert.equal(parseSmtpUrl('smtp://mail.example.org').starttls, 'optional');
  assert.equal(parseSmtpUrl('smtp://u:p@mail.example.org').starttls, 'required');
  assert.deepEqual(parseSmtpUrl('smtp://u%40x:p%2Fw@h:25').auth, { user: 'u@x', pass: 'p/w' });
  assert.equal(parseSmtpUrl('smtp://[::1]:2525').host, '::1');
  assert.equal(parseSmtpUrl('smtp://h?chunking=off').chunking, 'off');
  assert.equal(parseSmtpUrl('smtp://u:token@h?auth=xoauth2').auth?.kind, 'xoauth2');
  for (const bad of [
    '',
    'mail.example.org',
    'http://x',
    'smtp://',
    'smtp://h?starttls=maybe',
    'smtp://%zz:x@h',
    'smtp://u:p@h?auth=kerberos',
    'smtp://h?chunking=on',
  ]) {
    assert.throws(() => parseSmtpUrl(bad), /SMTP_URL/, bad);
  }
});
