import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { type TestSend, testSend } from '#testing/ledger.ts';
import { type Act, type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { bareAccount } from '#testing/sent-campaign.ts';
import { until } from '#testing/until.ts';
import { startEngine } from '../engine/index.ts';
import { mailWay } from '../mail-way.ts';
import { createMxWays } from '../mx/index.ts';
import { readServerDays, Tally } from '../pace/index.ts';
import { startSandbox } from '../sandbox/index.ts';
import { readQueue } from '../sends/read-queue.ts';
import { smtpTransport } from '../smtp/index.ts';
import { createWays } from './create-ways.ts';
import { resumeServer } from './pause-server.ts';
import { sealServerSecret } from './server-secret.ts';

const { database } = await testDatabase();
const keys = soleKey(Buffer.alloc(32, 9));
const secrets = testSecrets(database);
const CONNECTIONS = 4;

/** One worker, with the sandbox as the install's own way, for all tests of the file. */
const sandbox = await startSandbox({ database, keys, port: 0, keep: 1000, log: silentLog });
const mx = createMxWays({ log: silentLog });
const ways = createWays({
  database,
  mx,
  transport: smtpTransport,
  mailWay: mailWay({ smtpUrl: undefined, sandboxPort: sandbox.port, sandboxKeys: keys }),
  secrets,
  connections: CONNECTIONS,
  log: silentLog,
});
await ways.start();
const tally = new Tally(database);
const engine = await startEngine({
  database,
  ways,
  tally,
  links: createLinkMaker({ baseUrl: 'https://mail.example', keys: keys }),
  secrets,
  connections: CONNECTIONS,
  worker: 'test',
  log: silentLog,
  onFinished: async () => {},
});
after(async () => {
  await engine.stop();
  await ways.stop();
  mx.close();
  await sandbox.stop();
});

async function scripted(t: TestContext, script: Script = {}) {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  return server;
}

async function addServer(
  accountId: string,
  name: string,
  port: number,
  columns: { priority?: number; user?: string } = {},
) {
  const { priority = 100, user = '' } = columns;
  const id = newId();
  const settings = {
    host: '127.0.0.1',
    port,
    encryption: 'none',
    user,
    login: 'password',
    verifyCertificate: true,
    ehloName: null,
  };
  await database.asSystem(async (tx) => {
    const secret = user === '' ? null : await sealServerSecret(secrets, tx, { accountId, id }, 'secret');
    await tx.execute(sql`
      insert into sending_servers (account_id, id, name, kind, settings, secret, trusted, priority)
      values (${accountId}, ${id}, ${name}, 'smtp', ${JSON.stringify(settings)}, ${secret}, true, ${priority})`);
  });
  return id;
}

const states = async (send: TestSend) => await send.states();
const waitingOf = async ({ accountId, sendId }: TestSend) =>
  (
    await database.asSystem((tx) =>
      tx.one<{ waiting: string | null }>(
        sql`select waiting_kind || ': ' || waiting as waiting from sends where account_id = ${accountId} and id = ${sendId}`,
      ),
    )
  ).waiting ?? '';

describe('a campaign over the account’s own servers', () => {
  it('goes on over the second server when the first one breaks, and comes back to it', async (t) => {
    const accountId = await bareAccount(database);
    const [first, second] = [await scripted(t), await scripted(t)];
    await addServer(accountId, 'First', first.port, { priority: 1 });
    await addServer(accountId, 'Second', second.port);
    await ways.refresh();
    const send = await testSend(database, 600, { accountId });
    await until('some went over the first', () => first.messages.length > 50);
    assert.equal(second.messages.length, 0);
    await first.close();
    await until('the second takes over', () => second.messages.length > 0);
    const revived = await startScriptedSmtpServer({}, { port: first.port });
    t.after(() => revived.close());
    await until('nothing is left', async () => {
      const { sent = 0, uncertain = 0 } = await states(send);
      return sent + uncertain === 600;
    });
    const { sent = 0, uncertain = 0 } = await states(send);
    assert.ok(uncertain <= CONNECTIONS, `${uncertain} uncertain`);
    const all = [first, second, revived].flatMap(({ messages }) => messages.map(({ to }) => to));
    assert.equal(new Set(all).size, all.length, 'nobody got it twice');
    assert.ok(all.length >= sent);
  });

  it('waits for a server whose login is refused, loses nothing, and goes on when it is resumed', async (t) => {
    const accountId = await bareAccount(database);
    let isRight = false;
    const answerLogin: Act = (socket) =>
      socket.write(isRight ? '235 2.7.0 welcome\r\n' : '535 5.7.8 wrong password\r\n');
    const server = await scripted(t, { AUTH: answerLogin });
    const id = await addServer(accountId, 'Acme relay', server.port, { user: 'ada' });
    await ways.refresh();
    const send = await testSend(database, 30, { accountId });
    await until('the campaign says why', async () =>
      /^login_refused: .*“Acme relay” .*535 wrong password/.test(await waitingOf(send)),
    );
    const { count } = await until('one alert is raised', () =>
      database.asSystem((tx) =>
        tx.maybeOne<{ count: number }>(
          sql`select count(*) from alerts where account_id = ${accountId} having count(*) > 0`,
        ),
      ),
    );
    assert.equal(count, 1);
    assert.deepEqual(await states(send), { queued: 30 });
    await until('the reason to name the server', async () => {
      const [queued] = await database.inAccount(accountId, (tx) => readQueue(tx, send.scope));
      return queued?.waiting?.kind === 'login_refused' && queued.waiting.serverId === id;
    });
    isRight = true;
    await database.asSystem((tx) => resumeServer(tx, { accountId, id }));
    await until('all went', async () => (await states(send)).sent === 30, 40);
    await tally.flush();
    const [today] = await database.inAccount(accountId, (tx) => readServerDays(tx, [id]));
    const { accepted, inClear, inClearTo } = today!;
    assert.deepEqual({ accepted, inClear, inClearTo }, { accepted: 30, inClear: 30, inClearTo: ['other'] });
    assert.equal(await waitingOf(send), '');
  });

  it('never ends up in the sandbox because its server cannot be reached', async () => {
    const accountId = await bareAccount(database);
    await addServer(accountId, 'Gone', 1);
    await ways.refresh();
    const send = await testSend(database, 10, { accountId });
    await until('the campaign says why', async () =>
      /^server_down: .*“Gone” cannot be used at the moment/.test(await waitingOf(send)),
    );
    assert.deepEqual(await states(send), { queued: 10 });
    const { kept } = await database.asSystem((tx) =>
      tx.one<{ kept: number }>(
        sql`select count(*) as kept from sandbox_messages where account_id = ${accountId}`,
      ),
    );
    assert.equal(kept, 0);
  });

  it('goes to the sandbox while nothing is set up', async () => {
    const send = await testSend(database, 10);
    await until('all went', async () => (await states(send)).sent === 10);
  });

  it('stays with whoever sends it when the sandbox is offered to all', async () => {
    const [owner, other] = [await bareAccount(database), await bareAccount(database)];
    const id = newId();
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into sending_servers (account_id, id, name, kind, shared)
        values (${owner}, ${id}, 'For all', 'sandbox', true)`),
    );
    await ways.refresh();
    const send = await testSend(database, 10, { accountId: other });
    await until('all went', async () => (await states(send)).sent === 10);
    const kept = await database.asSystem((tx) =>
      tx.query(sql`
        select account_id as "accountId", count(*) from sandbox_messages
        where account_id = any(${[owner, other]}::uuid[]) group by 1`),
    );
    assert.deepEqual(kept, [{ accountId: other, count: 10 }]);
    await database.asSystem((tx) => tx.execute(sql`delete from sending_servers where id = ${id}`));
  });
});
