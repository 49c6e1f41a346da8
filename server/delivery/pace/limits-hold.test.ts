import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, it, type TestContext } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { type MeasuringSink, startMeasuringSink } from '#testing/measuring-sink.ts';
import { bareAccount } from '#testing/sent-campaign.ts';
import { until } from '#testing/until.ts';

const { database, url } = await testDatabase();

/** A worker in a process of its own; ended with the test, so that tests do not send each other's mail. */
async function startWorker(t: TestContext): Promise<ChildProcess> {
  const file = join(import.meta.dirname, '../../../testing/run-engine.ts');
  const child = spawn(process.execPath, [file, url, '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child.stdout!, 'data');
  return child;
}

async function startSink(t: TestContext, delay = 0): Promise<MeasuringSink> {
  const sink = await startMeasuringSink({ delay });
  t.after(() => sink.close());
  return sink;
}

type Given = {
  limits?: Record<string, number>;
  group_limits?: { group: string; connections: number }[];
  warm_up?: { startedOn: string; plan: number[] };
  shared?: boolean;
};

/** A sending server that leads to the sink. */
async function addServer(
  accountId: string,
  sink: MeasuringSink,
  { limits = {}, group_limits = [], warm_up, shared = false }: Given,
) {
  const id = newId();
  const settings = {
    ...{ host: '127.0.0.1', port: sink.port, encryption: 'none', user: '', login: 'password' },
    ...{ verifyCertificate: false, ehloName: null },
  };
  await database.asSystem((tx) =>
    tx.execute(sql`
      insert into sending_servers (account_id, id, name, kind, settings, trusted, limits, group_limits, warm_up, shared)
      values (${accountId}, ${id}, 'Acme relay', 'smtp', ${JSON.stringify(settings)}, true, ${JSON.stringify(limits)},
        ${JSON.stringify(group_limits)}, ${warm_up ? JSON.stringify(warm_up) : null}, ${shared})`),
  );
  return id;
}

/** An account with a server over which so many messages are about to leave. */
async function aboutToSend(recipients: number, sink: MeasuringSink, given: Given) {
  const accountId = await bareAccount(database);
  const serverId = await addServer(accountId, sink, given);
  const send = await testSend(database, recipients, { accountId, rangeSize: 50 });
  return { ...send, accountId, serverId };
}

const change = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));
const today = () => new Date().toISOString().slice(0, 10);

describe('two workers', () => {
  it('together keep to the messages a second of a server', { timeout: 60_000 }, async (t) => {
    const sink = await startSink(t);
    const send = await aboutToSend(150, sink, { limits: { perSecond: 30 } });
    const stalls = monitorEventLoopDelay({ resolution: 5 });
    await Promise.all([startWorker(t), startWorker(t)]);
    stalls.enable();
    await until('all to have left', async () => (await send.send()).state === 'finished', 30);
    assert.equal(sink.arrivals().length, 150);
    // What came while the machine let this process wait is seen at once after it.
    const late = Math.floor((30 * stalls.max) / 1e9);
    assert.ok(sink.busiest(1) <= 30 + late, `${sink.busiest(1)} in a second`);
    assert.ok(sink.busiest(0.1) <= 6 + late, `${sink.busiest(0.1)} in a tenth of a second`);
    const seconds = sink.arrivals().at(-1)!.at - sink.arrivals()[0]!.at;
    assert.ok(seconds < 1.5 * (150 / 30), `took ${seconds} s`);
  });

  it('together keep to the messages an hour, and say what is waited for', { timeout: 60_000 }, async (t) => {
    const sink = await startSink(t);
    const send = await aboutToSend(200, sink, { limits: { perHour: 60 } });
    await Promise.all([startWorker(t), startWorker(t)]);
    await until('it to wait', async () =>
      /^Waiting for the hourly limit of Acme relay \(60\)\. It goes on (tomorrow )?at \d\d:\d\d UTC\.$/.test(
        (await send.send()).waiting ?? '',
      ),
    );
    assert.equal((await send.send()).waitingKind, 'server_limit');
    await until('the limit to be used up', () => sink.arrivals().length === 60);
    await change(sql`update sending_servers set limits = '{"perHour": 90}' where id = ${send.serverId}`);
    await until('more to leave under the higher limit', () => sink.arrivals().length === 90);
    await change(sql`update sending_servers set limits = '{}' where id = ${send.serverId}`);
    await until('all to have left', async () => (await send.send()).state === 'finished', 30);
    assert.equal(sink.arrivals().length, 200);
  });

  it('together keep to the connections of a server', { timeout: 60_000 }, async (t) => {
    const sink = await startSink(t, 20);
    const send = await aboutToSend(400, sink, { limits: { connections: 3 } });
    const workers = [await startWorker(t), await startWorker(t)];
    await until('some to have left', () => sink.arrivals().length > 150);
    workers[0]!.kill('SIGTERM');
    await until('all to have left', async () => (await send.send()).state === 'finished', 30);
    assert.equal(sink.arrivals().length, 400);
    assert.equal(sink.mostConnections(), 3);
  });

  it('together keep to the connections of receivers behind a server', { timeout: 60_000 }, async (t) => {
    const sink = await startSink(t, 20);
    const send = await aboutToSend(400, sink, { group_limits: [{ group: 'example.net', connections: 3 }] });
    const workers = [await startWorker(t), await startWorker(t)];
    await until('some to have left', () => sink.arrivals().length > 150);
    workers[0]!.kill('SIGTERM');
    await until('all to have left', async () => (await send.send()).state === 'finished', 30);
    assert.equal(sink.arrivals().length, 400);
    assert.equal(sink.mostConnections(), 3);
  });

  it('together keep to the daily cap of one account, and hold up no other', {
    timeout: 60_000,
  }, async (t) => {
    const sink = await startSink(t);
    const capped = await aboutToSend(100, sink, { shared: true });
    await change(sql`update accounts set daily_cap = 30 where id = ${capped.accountId}`);
    await Promise.all([startWorker(t), startWorker(t)]);
    await until('it to wait', async () =>
      (await capped.send()).waiting?.startsWith(
        'Waiting for the daily limit of this account (30). It goes on ',
      ),
    );
    assert.equal((await capped.send()).waitingKind, 'account_cap');
    await until('the cap to be used up', () => sink.arrivals().length === 30);
    const other = await testSend(database, 40, { fromEmail: 'news@other.example' });
    await until('the other account to be done', async () => (await other.send()).state === 'finished');
    assert.equal(sink.arrivals().length, 70);
    await change(sql`update accounts set daily_cap = null where id = ${capped.accountId}`);
    await change(sql`update sending_servers set name = name where id = ${capped.serverId}`);
    await until('the rest to leave', async () => (await capped.send()).state === 'finished', 30);
  });

  it('together keep to a warm-up', { timeout: 60_000 }, async (t) => {
    const sink = await startSink(t);
    const warm_up = { startedOn: today(), plan: [48, 96] };
    const send = await aboutToSend(40, sink, { warm_up });
    await Promise.all([startWorker(t), startWorker(t)]);
    await until('it to wait', async () =>
      (await send.send()).waiting?.startsWith('Waiting for the hourly limit of Acme relay (4).'),
    );
    assert.equal((await send.send()).waitingKind, 'warm_up');
    await until('the hour to be used up', () => sink.arrivals().length === 4);
  });

  it('let transactional mail go first', { timeout: 60_000 }, async (t) => {
    const sink = await startSink(t, 10);
    const marketing = await aboutToSend(1500, sink, { shared: true });
    await Promise.all([startWorker(t), startWorker(t)]);
    await until('the campaign to be under way', () => sink.arrivals().length > 200);
    const urgent = await testSend(database, 20, { fromEmail: 'urgent@acme.example' });
    await change(sql`update sends set stream = 'transactional' where id = ${urgent.sendId}`);
    const before = sink.arrivals().length;
    await until('the urgent ones to have left', async () => (await urgent.send()).state === 'finished');
    const since = sink.arrivals().slice(before);
    const last = since.findLastIndex(({ from }) => from === 'urgent@acme.example');
    const others = since.slice(0, last).filter(({ from }) => from !== 'urgent@acme.example').length;
    t.diagnostic(`${others} others left meanwhile`);
    assert.ok(others < 150, `${others} others left meanwhile`);
    await change(sql`update sends set state = 'cancelled' where id = ${marketing.sendId}`);
  });

  it('let 20 of one account pass the 5,000 of another', { timeout: 90_000 }, async (t) => {
    const sink = await startSink(t, 2);
    const large = await aboutToSend(5000, sink, { shared: true });
    await Promise.all([startWorker(t), startWorker(t)]);
    await until('the large one to be under way', () => sink.arrivals().length > 10);
    const before = sink.arrivals().length;
    const small = await testSend(database, 20, { fromEmail: 'news@other.example' });
    await until('the small one to have left', async () => (await small.send()).state === 'finished');
    const arrivals = sink.arrivals();
    const last = arrivals.findLastIndex(({ from }) => from === 'news@other.example');
    t.diagnostic(`the small one began after ${before} and was out after ${last + 1}`);
    assert.equal(arrivals.filter(({ from }) => from === 'news@other.example').length, 20);
    assert.ok(last < before + 500, `out after ${last} messages`);
    await change(sql`update sends set state = 'cancelled' where id = ${large.sendId}`);
  });
});
