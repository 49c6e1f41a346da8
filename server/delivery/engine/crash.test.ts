import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { testDatabase } from '#testing/database.ts';
import { type TestSend, testSend } from '#testing/ledger.ts';
import { startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { until } from '#testing/until.ts';

const CONNECTIONS = 5;
const { database, url } = await testDatabase();

async function startWorker(t: TestContext, port: number): Promise<ChildProcess> {
  const file = join(import.meta.dirname, '../../../testing/run-engine.ts');
  const child = spawn(process.execPath, [file, url, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout!, 'data');
  return child;
}

/** The time a lease takes to run out has passed. */
const leasesRunOut = (send: TestSend) =>
  database.asSystem((tx) =>
    tx.execute(
      sql`update send_ranges set leased_until = now() - interval '1 s' where send_id = ${send.sendId} and state = 'leased'`,
    ),
  );

test('workers killed at any moment lose nobody and write to nobody twice', async (t) => {
  const total = 1000;
  const kills = 6;
  const send = await testSend(database, total, { rangeSize: 100 });
  const server = await startScriptedSmtpServer();
  t.after(() => server.close());
  for (let kill = 1; kill <= kills; kill++) {
    const worker = await startWorker(t, server.port);
    const before = server.messages.length;
    await until('some messages to arrive', () => server.messages.length > before + 20 + Math.random() * 80);
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    await leasesRunOut(send);
  }
  await startWorker(t, server.port);
  await until('the send to finish', async () => (await send.send()).state === 'finished', 60);

  const received = new Map<string, number>();
  for (const { to } of server.messages) received.set(to, (received.get(to) ?? 0) + 1);
  const messages = await send.messages();
  const { sent = 0, uncertain = 0, ...others } = await send.states();
  assert.deepEqual(others, {}, 'every message has come to one end');
  assert.equal(sent + uncertain, total);
  assert.ok(uncertain <= kills * CONNECTIONS, `${uncertain} uncertain`);
  assert.ok(
    [...received.values()].every((copies) => copies === 1),
    'nobody has two',
  );
  for (const { email, state } of messages) if (state === 'sent') assert.equal(received.get(email), 1, email);
  const { sent: counted, uncertain: doubted = 0 } = await send.counters();
  assert.deepEqual([counted, doubted], [sent, uncertain], 'counters are the ledger');
});

test('a worker that was stopped in its tracks sends nothing more once its lease is gone', async (t) => {
  const send = await testSend(database, 600, { rangeSize: 100 });
  const server = await startScriptedSmtpServer();
  t.after(() => server.close());
  const zombie = await startWorker(t, server.port);
  await until('it to be under way', () => server.messages.length > 30);
  zombie.kill('SIGSTOP');
  await leasesRunOut(send);
  await startWorker(t, server.port);
  await until('the other one to take over', () => server.messages.length > 150);
  zombie.kill('SIGCONT');
  await until('the send to finish', async () => (await send.send()).state === 'finished', 60);
  const to = server.messages.map((message) => message.to);
  assert.equal(new Set(to).size, to.length, 'nobody has two');
  const { sent = 0, uncertain = 0, ...others } = await send.states();
  assert.deepEqual(others, {});
  assert.equal(sent + uncertain, 600);
  assert.ok(uncertain <= CONNECTIONS, `${uncertain} uncertain`);
});
