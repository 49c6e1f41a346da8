import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { otherExample } from '#testing/tls-certificate.ts';
import { checkConnection } from './index.ts';

async function scripted(t: TestContext, script: Script, login = '') {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  return `smtp://${login}127.0.0.1:${server.port}`;
}

const summary = (steps: { step: string; ok: boolean }[]) =>
  steps.map(({ step, ok }) => `${step} ${ok ? 'ok' : 'bad'}`);

test('a server that takes everything passes every step', async (t) => {
  const steps = await checkConnection(await scripted(t, {}, 'ada:secret@'), 'news@acme.example');
  assert.deepEqual(summary(steps), ['connect ok', 'encryption ok', 'login ok', 'sender ok']);
});

test('each failure is explained at its own step', async (t) => {
  const wrongPassword = await checkConnection(await scripted(t, { AUTH: '535 5.7.8 wrong' }, 'ada:secret@'));
  assert.deepEqual(summary(wrongPassword), ['connect ok', 'encryption ok', 'login bad']);
  assert.match(wrongPassword.at(-1)!.text, /user name or password.*535 wrong/);

  const sender = await checkConnection(await scripted(t, { MAIL: '553 5.7.1 not yours' }), 'x@acme.example');
  assert.deepEqual(summary(sender), ['connect ok', 'encryption ok', 'sender bad']);
  assert.match(sender.at(-1)!.text, /x@acme\.example.*553 not yours/);

  const noTls = await checkConnection(`${await scripted(t, { STARTTLS: '502 no' })}?starttls=required`);
  assert.deepEqual(summary(noTls), ['connect ok', 'encryption bad']);
  assert.match(noTls.at(-1)!.text, /STARTTLS/);

  const plainPort = await checkConnection((await scripted(t, {})).replace('smtp:', 'smtps:'));
  assert.deepEqual(summary(plainPort), ['connect ok', 'encryption bad']);

  assert.deepEqual(summary(await checkConnection('mail.example.org')), ['address bad']);
  const nowhere = await checkConnection('smtp://no-such-host.invalid:25');
  assert.match(nowhere[0]!.text, /no server named no-such-host\.invalid/);
});

test('a certificate for another name is refused, and named as the reason', async (t) => {
  const server = new SMTPServer({ secure: true, ...otherExample, authOptional: true });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  const { port } = server.server.address() as { port: number };

  const strict = await checkConnection(`smtps://127.0.0.1:${port}`);
  assert.deepEqual(summary(strict), ['connect ok', 'encryption bad']);
  assert.match(strict.at(-1)!.text, /certificate/);
  const lenient = await checkConnection(`smtps://127.0.0.1:${port}?certificate=any`);
  assert.deepEqual(summary(lenient), ['connect ok', 'encryption ok']);
});
