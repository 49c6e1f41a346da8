import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import PostalMime from 'postal-mime';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { createLog, silentLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { cuttableDatabase } from '#testing/cuttable-database.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { oneWay } from '#testing/one-way.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { cancelSend, pauseSend, resumeSend } from '../sends/index.ts';
import {
  type Connection,
  type Outcome,
  parseSmtpUrl,
  type Route,
  smtpTransport,
  type Transport,
} from '../smtp/index.ts';
import { type EngineOptions, type FinishedSend, startEngine } from './index.ts';

const { database, url } = await testDatabase();
const links = createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(randomBytes(32)) });

/** An engine on a scripted server, stopped when the test ends. */
async function engineOn(
  t: TestContext,
  script: Script = {},
  given: Partial<EngineOptions> & { transport?: Transport; route?: Route } = {},
) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  const finished: FinishedSend[] = [];
  const route = given.route ?? parseSmtpUrl(`smtp://127.0.0.1:${server.port}`);
  const { transport = smtpTransport, route: _, ...options } = given;
  const { connections = 4 } = options;
  const engine = await startEngine({
    database,
    ways: oneWay({ route, transport, connections }),
    links,
    secrets: testSecrets(database),
    connections,
    worker: t.name,
    log: process.env.ENGINE_LOG ? createLog('engine', 'debug') : silentLog,
    onFinished: async (_tx, send) => void finished.push(send),
    ...options,
  });
  t.after(() => engine.stop());
  return { server, engine, finished };
}

/** A transport whose every message waits until the test lets it go; closing a connection leaves its one unknown. */
function heldTransport() {
  const waiting: { to: string; settle: (outcome: Outcome) => void }[] = [];
  const transport: Transport = {
    async open(): Promise<Connection> {
      let current: ((outcome: Outcome) => void) | undefined;
      return {
        usable: true,
        protection: 'inClear',
        send: ({ to }) =>
          new Promise((settle) => {
            current = settle;
            waiting.push({ to, settle });
          }),
        close: () => current?.({ kind: 'unknown', stage: 'dot', text: 'closed' }),
      };
    },
  };
  const letAllGo = () => {
    for (const { settle } of waiting.splice(0))
      settle({ kind: 'accepted', stage: 'dot', code: 250, text: 'ok' });
  };
  return { transport, waiting, letAllGo };
}

const accepted = (to: string[]) => [...to].sort();

test('every recipient gets exactly one message, personal and complete', async (t) => {
  const send = await testSend(database, 230, { rangeSize: 50 });
  const { server, finished } = await engineOn(t);
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  assert.deepEqual(await send.states(), { sent: 230 });
  assert.deepEqual(await send.counters(), { sent: 230 });
  assert.equal(new Set(server.messages.map((message) => message.to)).size, 230);
  assert.equal(server.messages.length, 230);
  assert.deepEqual(finished, [
    { accountId: send.accountId, sendId: send.sendId, campaignId: send.campaignId },
  ]);

  const seventh = server.messages.find((message) => message.to === 'p7@example.net')!;
  const mail = await PostalMime.parse(seventh.bytes);
  assert.equal(mail.subject, 'Hello Ada7');
  assert.match(mail.html!, /Dear Ada7/);
  assert.match(mail.html!, /href="https:\/\/mail\.example\/c\//);
  assert.equal(mail.messageId, `<${send.sendId}.7@acme.example>`);
  assert.match(
    mail.headers.find((header) => header.key === 'list-unsubscribe')!.value,
    /^<https:\/\/mail\.example\/u\//,
  );
});

test('refusals end a message, deferrals are tried again, and the words are kept', async (t) => {
  const send = await testSend(database, 3);
  const { server } = await engineOn(
    t,
    {
      RCPT: ['250 ok', '550 5.1.1 no such user', '451 4.7.1 greylisted', '250 ok'],
      DATA: ['354 go', '503 no', '503 no', '354 go'],
    },
    { connections: 1, schedule: () => 0 },
  );
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  assert.deepEqual(await send.counters(), { sent: 2, failed: 1 });
  const [first, second, third] = await send.messages();
  assert.deepEqual([first?.state, second?.state, third?.state], ['sent', 'failed', 'sent']);
  assert.equal(second?.failure, '550 5.1.1 no such user');
  assert.equal(third?.attempts, 2);
  assert.equal(server.messages.length, 2);
});

test('a deferred message waits its time and is given up when the schedule ends', async (t) => {
  const send = await testSend(database, 1);
  await engineOn(
    t,
    { RCPT: '451 4.3.0 later', DATA: '503 no' },
    { schedule: (tries) => (tries < 3 ? 0 : undefined) },
  );
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  const [message] = await send.messages();
  assert.deepEqual([message?.state, message?.attempts], ['failed', 3]);
  assert.match(message!.failure!, /Given up after 3 tries.*451 4\.3\.0 later/);
});

test('a refused login leaves every message queued, says why, and goes on when it is mended', async (t) => {
  const send = await testSend(database, 5);
  const server = await startScriptedSmtpServer({ AUTH: ['535 5.7.8 wrong password', '235 welcome'] });
  t.after(() => server.close());
  const route = parseSmtpUrl(`smtp://ada:secret@127.0.0.1:${server.port}`);
  await engineOn(t, {}, { route, connections: 1 });
  const waiting = await until('the reason', async () => (await send.send()).waiting);
  assert.match(waiting, /refused the user name or password.*535 wrong password/);
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  assert.equal((await send.send()).waiting, null);
  assert.ok((await send.messages()).every((message) => message.state === 'sent' && message.attempts === 1));
});

test('a refused sender holds the send and fails nobody', async (t) => {
  const send = await testSend(database, 5);
  await engineOn(t, { MAIL: '550 5.7.1 sender not allowed', RCPT: '503 no', DATA: '503 no' });
  const waiting = await until('the reason', async () => (await send.send()).waiting);
  assert.match(waiting, /refuses the sender: 550 5\.7\.1 sender not allowed/);
  await until('all to be queued again', async () => (await send.states()).queued === 5);
  assert.deepEqual(await send.counters(), {});
  await database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId));
  await until('a held send to be cancelled all the same', async () => (await send.states()).cancelled === 5);
});

test('pausing stops at the gate: only what was handed arrives; resuming sends the rest', async (t) => {
  const send = await testSend(database, 30);
  const { transport, waiting, letAllGo } = heldTransport();
  await engineOn(t, {}, { transport });
  await until('four in flight', () => waiting.length === 4);
  assert.ok(await database.inAccount(send.accountId, (tx) => pauseSend(tx, send.scope, send.sendId)));
  letAllGo();
  await until('them to settle', async () => (await send.states()).sent === 4);
  assert.deepEqual(await send.states(), { queued: 26, sent: 4 });
  assert.equal(waiting.length, 0);
  assert.ok(await database.inAccount(send.accountId, (tx) => resumeSend(tx, send.scope, send.sendId)));
  await until('the send to finish', async () => {
    letAllGo();
    return (await send.send()).state === 'finished';
  });
  assert.deepEqual(await send.states(), { sent: 30 });
});

test('cancelling ends everything that was not handed yet', async (t) => {
  const send = await testSend(database, 30, { rangeSize: 10 });
  const { transport, waiting, letAllGo } = heldTransport();
  const { finished } = await engineOn(t, {}, { transport });
  await until('four in flight', () => waiting.length === 4);
  assert.ok(await database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId)));
  letAllGo();
  await until('the rest to be cancelled', async () => (await send.states()).cancelled === 26);
  assert.deepEqual(await send.counters(), { sent: 4, cancelled: 26 });
  assert.equal((await send.send()).state, 'cancelled');
  assert.equal(finished.length, 0);
});

test('who left, was suppressed or deleted before the gate gets nothing', async (t) => {
  const send = await testSend(database, 6);
  await database.inAccount(send.accountId, async (tx) => {
    const contact = (n: number) => sql`account_id = ${send.accountId} and email = ${`p${n}@example.net`}`;
    await tx.execute(sql`update contacts set status = 'unsubscribed' where ${contact(1)}`);
    await tx.execute(
      sql`insert into suppressions (account_id, email_key, reason) values (${send.accountId}, 'p2@example.net', 'manual')`,
    );
    await tx.execute(sql`delete from contacts where ${contact(3)}`);
    await tx.execute(
      sql`update list_members set status = 'unsubscribed' where contact_id = (select id from contacts where ${contact(4)})`,
    );
    await tx.execute(
      sql`update contacts set email = 'new@example.net', email_key = 'new@example.net' where ${contact(5)}`,
    );
  });
  const { server } = await engineOn(t);
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  assert.deepEqual(await send.counters(), { sent: 2, suppressed: 4 });
  assert.deepEqual(accepted(server.messages.map((message) => message.to)), [
    'new@example.net',
    'p6@example.net',
  ]);
  assert.deepEqual(
    (await send.messages()).map((message) => message.failure),
    [
      'The contact has unsubscribed.',
      'The address is on the suppression list.',
      'The contact was deleted.',
      'The contact has left the list.',
      null,
      null,
    ],
  );
});

test('what was on its way when a worker died is uncertain, the rest is sent by another one', async (t) => {
  const send = await testSend(database, 20, { rangeSize: 10 });
  const dead = heldTransport();
  await engineOn(t, {}, { transport: dead.transport });
  await until('four in flight', () => dead.waiting.length === 4);
  await expireLeases(send.sendId);
  const { server } = await engineOn(t);
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  assert.deepEqual(await send.counters(), { sent: 16, uncertain: 4 });
  const inFlight = dead.waiting.map((one) => one.to);
  assert.equal(
    server.messages.some((message) => inFlight.includes(message.to)),
    false,
    'nobody gets two',
  );

  // The worker was only slow: what it knows for sure is still taken, and it sends nothing more.
  dead.letAllGo();
  await until('the truth to arrive', async () => (await send.states()).sent === 20);
  assert.deepEqual(await send.counters(), { sent: 20 });
  assert.equal(dead.waiting.length, 0);
});

test('engines share one send and nobody gets two messages', async (t) => {
  const send = await testSend(database, 300, { rangeSize: 20 });
  const engines = await Promise.all([engineOn(t), engineOn(t), engineOn(t)]);
  await until('the send to finish', async () => (await send.send()).state === 'finished');
  const to = engines.flatMap(({ server }) => server.messages.map((message) => message.to));
  assert.equal(to.length, 300);
  assert.equal(new Set(to).size, 300);
  assert.equal(engines.flatMap(({ finished }) => finished).length, 1);
});

test('a small send is not held up by a large one of another account', async (t) => {
  const large = await testSend(database, 2000);
  const { server } = await engineOn(t, {}, { connections: 2 });
  await until('the large one to begin', () => server.messages.length > 20);
  const small = await testSend(database, 20);
  await until('the small one to finish', async () => (await small.send()).state === 'finished');
  assert.equal((await large.send()).state, 'sending');
  await database.inAccount(large.accountId, (tx) => cancelSend(tx, large.scope, large.sendId));
});

test('stopping lets messages in flight arrive and gives everything back', async (t) => {
  const send = await testSend(database, 400);
  const { server, engine } = await engineOn(t);
  await until('it to be under way', () => server.messages.length > 10);
  await engine.stop();
  const { sent = 0, ...others } = await send.states();
  assert.equal(sent, server.messages.length);
  assert.deepEqual(others, { queued: 400 - sent });
  const leased = await database.asSystem((tx) =>
    tx.query(sql`select from send_ranges where send_id = ${send.sendId} and state = 'leased'`),
  );
  assert.equal(leased.length, 0);
  await database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId));
});

test('stopping waits for a slow server, and lets everything else go on meanwhile', async (t) => {
  const send = await testSend(database, 100);
  const dot = (socket: Socket) => setTimeout(() => socket.write('250 2.0.0 taken\r\n'), 300);
  const { server, engine } = await engineOn(t, { dot });
  await until('some to be under way', () => server.messages.length > 0);
  await engine.stop();
  const { sent = 0, ...others } = await send.states();
  assert.equal(sent, server.messages.length);
  assert.deepEqual(others, { queued: 100 - sent });
  await database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId));
});

test('a send that cannot go out as it is waits and says why; others go on', async (t) => {
  const broken = await testSend(database, 2, { fromEmail: 'not an address' });
  const fine = await testSend(database, 2);
  await engineOn(t);
  await until('the other one to finish', async () => (await fine.send()).state === 'finished');
  assert.match((await broken.send()).waiting!, /not an email address/);
  assert.deepEqual(await broken.states(), { queued: 2 });
  await database.inAccount(broken.accountId, (tx) => cancelSend(tx, broken.scope, broken.sendId));
});

test('losing the database in the middle of a run loses nobody and doubles nobody', async (t) => {
  const { database: cuttable, cut, restore } = await cuttableDatabase(url);
  const send = await testSend(database, 400, { rangeSize: 100 });
  const { server } = await engineOn(t, {}, { database: cuttable });
  for (const share of [50, 150, 250]) {
    await until('some to arrive', () => server.messages.length > share);
    await cut();
    await restore();
  }
  await until('the send to finish', async () => (await send.send()).state === 'finished', 60);
  assert.deepEqual(await send.states(), { sent: 400 });
  assert.deepEqual(await send.counters(), { sent: 400 });
  assert.equal(new Set(server.messages.map((message) => message.to)).size, 400);
  assert.equal(server.messages.length, 400);
});

test('stopping comes to an end though the database is gone', async (t) => {
  const { database: cuttable, cut } = await cuttableDatabase(url);
  const send = await testSend(database, 400, { rangeSize: 100 });
  const { server, engine } = await engineOn(t, {}, { database: cuttable });
  await until('some to arrive', () => server.messages.length > 50);
  await cut();
  await engine.stop();
  await database.inAccount(send.accountId, (tx) => cancelSend(tx, send.scope, send.sendId));
});

async function expireLeases(sendId: string): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(
      sql`update send_ranges set leased_until = now() - interval '1 s' where send_id = ${sendId} and state = 'leased'`,
    ),
  );
}
