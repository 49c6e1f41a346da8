import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { otherExample } from '#testing/tls-certificate.ts';
import { parseSmtpUrl, smtpTransport } from './index.ts';

/** A real server with a certificate nobody trusts, and what it took. */
async function tlsServer(t: TestContext, options: SMTPServerOptions = {}) {
  const taken: { user: string | undefined; secure: boolean; text: string }[] = [];
  const server = new SMTPServer({
    ...otherExample,
    authMethods: ['LOGIN'],
    onAuth: ({ username, password }, _session, done) =>
      done(password === 'a b@c' ? null : new Error('no'), { user: username }),
    async onData(stream, session, done) {
      const text = (await buffer(stream)).toString();
      taken.push({ user: session.user, secure: session.secure, text });
      done();
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  return { taken, port: (server.server.address() as AddressInfo).port };
}

const envelope = { from: 'news@acme.example', to: 'ada@example.net' };
const message = Buffer.from('Subject: Hi\r\n\r\nHello\r\n');
const login = 'ada:a%20b%40c';

for (const scheme of ['smtp', 'smtps']) {
  test(`mail goes out encrypted and logged in over ${scheme}`, async (t) => {
    const { taken, port } = await tlsServer(t, { secure: scheme === 'smtps' });
    const url = `${scheme}://${login}@127.0.0.1:${port}?certificate=any&starttls=required`;
    const connection = await smtpTransport.open(parseSmtpUrl(url));
    const outcome = await connection.send(envelope, message);
    connection.close();
    assert.equal(outcome.kind, 'accepted');
    assert.deepEqual(taken, [{ user: 'ada', secure: true, text: message.toString() }]);
  });

  test(`a certificate that is not valid stops ${scheme} before the password leaves`, async (t) => {
    let asked = 0;
    const { port } = await tlsServer(t, {
      secure: scheme === 'smtps',
      onAuth: (_auth, _session, done) => done(null, { user: String(++asked) }),
    });
    const route = parseSmtpUrl(`${scheme}://${login}@127.0.0.1:${port}`);
    await assert.rejects(smtpTransport.open(route), { reason: 'certificate', stage: 'tls' });
    assert.equal(asked, 0);
  });
}
