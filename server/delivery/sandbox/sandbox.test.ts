import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createAccount } from '#server/accounts/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { person } from '#testing/app.ts';
import { testDatabase } from '#testing/database.ts';
import { until } from '#testing/until.ts';
import { smtpTransport } from '../smtp/index.ts';
import { sandboxRoute, startSandbox } from './index.ts';

const { database } = await testDatabase();
const keys = soleKey(Buffer.alloc(32, 3));
const sandbox = await startSandbox({ database, keys, port: 0, keep: 20, log: silentLog });
after(() => sandbox.stop());

let made = 0;
async function newAccount(): Promise<string> {
  made += 1;
  const { accountId } = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email: `sandbox${made}@account.example` }, { isOperator: false }),
  );
  return accountId;
}

type Row = { rcpt_to: string; subject: string; message_id: string; raw: Buffer; size: number };
const kept = (accountId: string) =>
  database.inAccount(accountId, (tx) =>
    tx.query<Row>(
      sql`select rcpt_to, subject, message_id, raw, size from sandbox_messages order by received_at, id`,
    ),
  );

test('mail lands with the account that logged in, octet for octet, and with nobody else', async () => {
  const [ours, theirs] = [await newAccount(), await newAccount()];
  const connection = await smtpTransport.open(sandboxRoute(sandbox.port, keys, ours));
  const raw = Buffer.from(
    'Message-ID: <1@x>\r\nSubject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\r\n\r\n.\r\n..\r\nä\r\n',
  );
  const outcome = await connection.send({ from: 'a@x.example', to: 'ada@example.net' }, raw);
  connection.close();
  assert.equal(outcome.kind, 'accepted');
  const [message] = await kept(ours);
  assert.deepEqual(message?.raw, raw);
  assert.deepEqual([message?.subject, message?.message_id, message?.size], ['Grüße', '<1@x>', raw.length]);
  assert.equal(message?.rcpt_to, 'ada@example.net');
  assert.deepEqual(await kept(theirs), []);
});

test('only the account itself may log in', async () => {
  const route = sandboxRoute(sandbox.port, soleKey(Buffer.alloc(32, 4)), await newAccount());
  await assert.rejects(smtpTransport.open(route), { reason: 'auth-refused' });
});

test('mail of an account that is gone is refused, not lost', async () => {
  const gone = '00000000-0000-7000-8000-000000000000';
  const connection = await smtpTransport.open(sandboxRoute(sandbox.port, keys, gone));
  const outcome = await connection.send({ from: 'a@x.example', to: 'b@x.example' }, Buffer.from('\r\n'));
  connection.close();
  assert.deepEqual([outcome.kind, outcome.code], ['rejected', 550]);
});

test('past the cap the oldest are dropped, and how many is remembered', async () => {
  const accountId = await newAccount();
  const connection = await smtpTransport.open(sandboxRoute(sandbox.port, keys, accountId));
  for (let i = 0; i < 30; i++) {
    const raw = Buffer.from(`Subject: number ${i}\r\n\r\nHi\r\n`);
    assert.equal((await connection.send({ from: 'a@x.example', to: 'b@x.example' }, raw)).kind, 'accepted');
  }
  connection.close();
  const messages = await kept(accountId);
  const { dropped } = await database.inAccount(accountId, (tx) =>
    tx.one<{ dropped: number }>(sql`select dropped from sandbox_state`),
  );
  assert.equal(messages.length + dropped, 30);
  assert.ok(messages.length >= 20 && messages.length <= 22, `${messages.length} kept`);
  assert.equal(messages.at(-1)?.subject, 'number 29');
});

test('many connections share commits and every message is there', async () => {
  const accountId = await newAccount();
  const route = sandboxRoute(sandbox.port, keys, accountId);
  const connections = await Promise.all(Array.from({ length: 8 }, () => smtpTransport.open(route)));
  const sent = connections.map((connection, i) =>
    connection.send({ from: 'a@x.example', to: `p${i}@x.example` }, Buffer.from('Subject: x\r\n\r\nx\r\n')),
  );
  assert.ok((await Promise.all(sent)).every((outcome) => outcome.kind === 'accepted'));
  for (const connection of connections) connection.close();
  assert.equal((await kept(accountId)).length, 8);
});

test('workers share one port: another takes over when the one that serves it goes', async () => {
  const account = await newAccount();
  const first = await startSandbox({ database, keys, port: 0, keep: 20, log: silentLog });
  const second = await startSandbox({ database, keys, port: first.port, keep: 20, log: silentLog });
  assert.equal(second.port, first.port);
  await first.stop();
  const connection = await until('the second to serve', () =>
    smtpTransport.open(sandboxRoute(first.port, keys, account)).catch(() => undefined),
  );
  const outcome = await connection.send(
    { from: 'a@x.example', to: 'ada@example.net' },
    Buffer.from('A: b\r\n\r\n'),
  );
  connection.close();
  await second.stop();
  assert.equal(outcome.kind, 'accepted');
});
