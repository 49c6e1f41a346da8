import assert from 'node:assert/strict';
import { after, describe, it, type TestContext } from 'node:test';
import { createAccount } from '#server/accounts/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { person } from '#testing/app.ts';
import { testDatabase } from '#testing/database.ts';
import { startDnsServer } from '#testing/dns-server.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { mailWay } from '../mail-way.ts';
import { createMxWays } from '../mx/index.ts';
import { smtpTransport } from '../smtp/index.ts';
import type { Found, Leaving, Way } from '../ways/index.ts';
import { createWays } from './create-ways.ts';
import { pauseServer, resumeServer } from './pause-server.ts';
import { sealServerSecret } from './server-secret.ts';

const { database } = await testDatabase();
const secrets = testSecrets(database);
const receiver = await startScriptedSmtpServer();
const names = await startDnsServer({
  'people.example': { mx: [[10, 'mx.people.example']] },
  'mx.people.example': { a: ['127.0.0.1'] },
});
const mx = createMxWays({
  log: silentLog,
  nameServers: [names.address],
  port: receiver.port,
  allowPrivate: true,
});
after(async () => {
  mx.close();
  await names.close();
  await receiver.close();
});

/** An account, ways that follow the database, and what a test does with them. */
async function start(t: TestContext, { smtpUrl }: { smtpUrl?: string } = {}) {
  const email = `ways-${newId()}@account.example`;
  const { accountId } = await database.asSystem((tx) =>
    createAccount(tx, { ...person, email }, { isOperator: false }),
  );
  const way = mailWay({ smtpUrl, sandboxPort: 1, sandboxKeys: soleKey(Buffer.alloc(32)) });
  const ways = createWays({
    database,
    mx,
    transport: smtpTransport,
    mailWay: way,
    secrets,
    connections: 10,
    worker: newId(),
    log: silentLog,
  });
  await ways.start();
  t.after(() => ways.stop());
  const leaving: Leaving = { accountId, fromDomain: 'acme.example', stream: 'marketing' };
  const find = (over: Partial<Leaving> = {}, domain = 'people.example') =>
    ways.find({ ...leaving, ...over }, domain);
  return { accountId, ways, find, addServer: (given: Given) => addServer(accountId, given) };
}

type Given = {
  name: string;
  port: number;
  user?: string;
  trusted?: boolean;
  columns?: Record<string, unknown>;
};

async function addServer(accountId: string, { name, port, user = '', trusted = true, columns = {} }: Given) {
  const id = newId();
  const settings = { host: '127.0.0.1', port, encryption: 'none', user, login: 'password', ehloName: null };
  const row = {
    kind: 'smtp',
    limits: {},
    group_limits: [],
    warm_up: null,
    shared: false,
    priority: 100,
    ...columns,
  };
  await database.asSystem(async (tx) => {
    const secret = user === '' ? null : await sealServerSecret(secrets, tx, { accountId, id }, 'secret');
    await tx.execute(sql`
      insert into sending_servers
        (account_id, id, name, kind, settings, secret, trusted, limits, group_limits, warm_up, shared, priority)
      values (${accountId}, ${id}, ${name}, ${row.kind}, ${JSON.stringify({ ...settings, verifyCertificate: true })},
        ${secret}, ${trusted}, ${JSON.stringify(row.limits)}, ${JSON.stringify(row.group_limits)},
        ${row.warm_up && JSON.stringify(row.warm_up)}, ${row.shared}, ${row.priority})`);
  });
  return { accountId, id };
}

async function scripted(t: TestContext, script: Script = {}, port = 0) {
  const server = await startScriptedSmtpServer(script, { port });
  t.after(() => server.close());
  return server;
}

function wayOf(found: Found): Way {
  assert.ok(found.kind === 'way', JSON.stringify(found));
  return found.way;
}
const nameOf = (found: Found) => (found.kind === 'way' ? found.way.serverName : found.kind);
const reasonOf = (found: Found) => (found.kind === 'waiting' ? found.reason : assert.fail(nameOf(found)));
const whyOf = (found: Found) => reasonOf(found).why;

/** Opens a way as the engine does. */
async function open(ways: { report: ReturnType<typeof createWays>['report'] }, way: Way) {
  try {
    const connection = await way.open();
    ways.report(way, { opened: true });
    return connection;
  } catch (error) {
    ways.report(way, { opened: false, error: error as Error });
    return undefined;
  }
}

const serverRow = (id: string) =>
  database.asSystem((tx) =>
    tx.one<{ paused: string | null; trouble: string | null }>(
      sql`select paused_reason as paused, trouble from sending_servers where id = ${id}`,
    ),
  );
const alertsOf = (accountId: string) =>
  database.asSystem((tx) =>
    tx.query<{ text: string; isOpen: boolean }>(
      sql`select text, resolved_at is null as "isOpen" from alerts where account_id = ${accountId}`,
    ),
  );

describe('the way of a message', () => {
  it('is the install’s while nothing is set up, and a new server’s as soon as it is there', async (t) => {
    const { find, addServer } = await start(t);
    assert.equal(nameOf(find()), 'the sandbox');
    await addServer({ name: 'Relay', port: 1 });
    await until('the new server is used', () => nameOf(find()) === 'Relay');
  });

  it('goes over the next server while the first one cannot be opened, and back when it can', async (t) => {
    const { ways, find, addServer } = await start(t);
    const first = await scripted(t);
    await addServer({ name: 'Second', port: (await scripted(t)).port });
    const { id } = await addServer({ name: 'First', port: first.port, columns: { priority: 1 } });
    await until('both are known', () => nameOf(find()) === 'First');

    const way = wayOf(find());
    (await open(ways, way))?.close();
    await first.close();
    let told = 0;
    ways.onChange(() => told++);
    assert.equal(await open(ways, way), undefined);
    assert.equal(nameOf(find()), 'Second');
    assert.ok(told > 0);
    await until('people can see it', async () =>
      /refused the connection/.test((await serverRow(id)).trouble ?? ''),
    );

    await scripted(t, {}, first.port);
    await until('the first is used again', () => nameOf(find()) === 'First');
    await until('people can see that too', async () => (await serverRow(id)).trouble === null);
  });

  it('waits with the reason when the only server cannot be opened, and never for the sandbox', async (t) => {
    const { ways, find, addServer } = await start(t);
    const { accountId, id } = await addServer({ name: 'Only', port: 1 });
    await until('it is known', () => nameOf(find()) === 'Only');
    await open(ways, wayOf(find()));
    assert.match(whyOf(find()), /“Only” cannot be used at the moment: 127\.0\.0\.1:1 refused the connection/);
    assert.equal(reasonOf(find()).kind, 'server_down');

    await database.asSystem((tx) => pauseServer(tx, { accountId, id }));
    await until('it is paused', () => /“Only” is paused: Paused by a person/.test(whyOf(find())));
    assert.equal(reasonOf(find()).kind, 'server_paused');
    await database.asSystem((tx) =>
      tx.execute(sql`update sending_servers set enabled = false where id = ${id}`),
    );
    await until('it is off', () =>
      /No sending server takes marketing mail from acme.example/.test(whyOf(find())),
    );
    assert.equal(reasonOf(find()).kind, 'no_server');
  });

  it('keeps to a server that takes no further connection but works on those it has', async (t) => {
    const { ways, find, addServer } = await start(t);
    const server = await scripted(t, { greeting: ['220 hello', '421 4.7.0 too many connections'] });
    await addServer({ name: 'Busy', port: server.port });
    await until('it is known', () => nameOf(find()) === 'Busy');
    const connection = await open(ways, wayOf(find()));
    assert.equal(await open(ways, wayOf(find())), undefined);
    assert.equal(nameOf(find()), 'Busy');
    connection?.close();
    assert.equal(await open(ways, wayOf(find())), undefined);
    assert.match(whyOf(find()), /too many connections/);
  });

  it('does not lead into the private network for a client', async (t) => {
    const { ways, find, addServer } = await start(t);
    const server = await scripted(t);
    await addServer({ name: 'Inside', port: server.port, trusted: false });
    await until('it is known', () => nameOf(find()) === 'Inside');
    await open(ways, wayOf(find()));
    assert.match(whyOf(find()), /in a private network/);
    assert.equal(server.connections, 0);
  });
});

describe('a server that sends straight to the receivers', () => {
  it('answers once the name servers have, and is not blamed for one receiver', async (t) => {
    const { accountId, ways, find } = await start(t);
    const id = newId();
    await database.asSystem((tx) =>
      tx.execute(sql`
        insert into sending_servers (account_id, id, name, kind, settings, limits, group_limits)
        values (${accountId}, ${id}, 'Direct', 'mx', '{"ehloName":null,"localAddresses":[],"requireTls":false,"mtaSts":false}',
          '{"connections":30}', '[{"group":"people.example","perHour":7}]')`),
    );
    await until('the name servers have answered', () => nameOf(find()) === 'Direct');
    const way = wayOf(find());
    assert.match(way.lane, /^mx .*mx\.people\.example/);
    assert.deepEqual(
      way.subjects.map(({ subject, name }) => [subject, name]),
      [[`server:${id} group:people.example`, 'people.example over Direct']],
    );
    (await open(ways, way))?.close();
    assert.equal(receiver.connections, 1);
    ways.report(way, { opened: false, error: new Error('this receiver is gone') });
    assert.equal(nameOf(find()), 'Direct');
    assert.equal(nameOf(find({}, 'nowhere.example')), 'asking');
    await until(
      'a domain that does not exist is known',
      () => nameOf(find({}, 'nowhere.example')) === 'verdict',
    );
  });
});

describe('a login that is refused', () => {
  it('pauses the server once and raises one alert, however many connections fail together', async (t) => {
    const { accountId, ways, find, addServer } = await start(t);
    const script: Script = {
      AUTH: [...Array<string>(10).fill('535 5.7.8 wrong password'), '235 2.7.0 welcome'],
    };
    const server = await scripted(t, script);
    const { id } = await addServer({ name: 'Acme relay', port: server.port, user: 'ada' });
    await until('it is known', () => nameOf(find()) === 'Acme relay');

    const way = wayOf(find());
    await Promise.all(Array.from({ length: 10 }, () => open(ways, way)));
    assert.equal(find().kind, 'waiting');
    await until('it is paused', async () => /535 wrong password/.test((await serverRow(id)).paused ?? ''));
    await until('the choice knows', () => /is paused: .*535 wrong password/.test(whyOf(find())));
    assert.equal(reasonOf(find()).kind, 'login_refused');
    const alerts = await alertsOf(accountId);
    assert.equal(alerts.length, 1);
    assert.match(alerts[0]!.text, /“Acme relay” is paused: .*535 wrong password.*Nothing is lost/);
    assert.equal(server.connections, 10, 'nobody tries a wrong password again and again');

    await database.asSystem((tx) => resumeServer(tx, { accountId, id }));
    await until('it is used again', () => nameOf(find()) === 'Acme relay');
    ways.report(way, { opened: false, error: new Error('news of before') });
    assert.equal(nameOf(find()), 'Acme relay');
    assert.ok(await open(ways, wayOf(find())));
    assert.deepEqual(
      (await alertsOf(accountId)).map(({ isOpen }) => isOpen),
      [false],
    );
  });
});

describe('what counts against a message', () => {
  it('are the limits of the server, its groups, the warm-up and the account’s cap', async (t) => {
    const { accountId, find, addServer } = await start(t);
    await database.asSystem((tx) =>
      tx.execute(sql`update accounts set daily_cap = 500 where id = ${accountId}`),
    );
    const today = new Date().toISOString().slice(0, 10);
    const { id } = await addServer({
      name: 'Relay',
      port: 1,
      columns: {
        limits: { connections: 4, perSecond: 5, perHour: 100 },
        group_limits: [
          { group: 'gmail', perMinute: 10 },
          { group: 'slow.example', connections: 1, perSecond: null },
        ],
        warm_up: { startedOn: today, plan: [1200, 2400] },
      },
    });
    await until('it is known', () => nameOf(find()) === 'Relay');

    const subjectsAt = (domain: string) =>
      wayOf(find({}, domain)).subjects.map(({ subject, limits }) => [
        subject,
        limits.map(({ seconds, most }) => `${most} in ${seconds}`).join(', '),
      ]);
    const everywhere = [
      [`server:${id}`, '5 in 1, 100 in 3600, 1200 in 86400, 100 in 3600'],
      ['account', '500 in 86400'],
    ];
    assert.deepEqual(subjectsAt('people.example'), everywhere);
    assert.deepEqual(subjectsAt('gmail.com'), [
      everywhere[0],
      [`server:${id} group:gmail`, '10 in 60, 480 in 86400'],
      everywhere[1],
    ]);
    await until('nobody else has a share of them', () => wayOf(find()).serverConnections === 4);
    assert.equal(wayOf(find()).group.most, 4);
    const slow = wayOf(find({}, 'slow.example'));
    assert.equal(slow.group.most, 1);
    assert.notEqual(slow.lane, wayOf(find()).lane);
    assert.equal(wayOf(find({}, 'googlemail.com')), wayOf(find({}, 'gmail.com')));
  });

  it('are the owner’s counters when the server is shared, and its trouble is not told in full', async (t) => {
    const owner = await start(t);
    const { ways, find } = await start(t);
    const { id } = await owner.addServer({
      name: 'For all',
      port: 1,
      columns: { shared: true, limits: { perHour: 9 } },
    });
    await until('it is known', () => nameOf(find()) === 'For all');
    const [subject] = wayOf(find()).subjects;
    assert.deepEqual([subject?.accountId, subject?.subject], [owner.accountId, `server:${id}`]);

    await open(ways, wayOf(find()));
    assert.equal(whyOf(find()), 'The sending server “For all” cannot be used at the moment.');
    await database.asSystem((tx) => tx.execute(sql`delete from sending_servers where id = ${id}`));
  });
});

describe('the install’s own mail server', () => {
  it('takes what no server takes, but never the place of one that is broken', async (t) => {
    const { ways, find, addServer } = await start(t, { smtpUrl: 'smtp://127.0.0.1:1' });
    await addServer({ name: 'Only', port: 1 });
    await until('it is known', () => nameOf(find()) === 'Only');
    await open(ways, wayOf(find()));
    assert.equal(find().kind, 'waiting');
    await database.asSystem((tx) =>
      tx.execute(sql`update sending_servers set from_domains = '{other.example}' where name = 'Only'`),
    );
    await until('it is for another domain', () => nameOf(find()) === 'the mail server of SMTP_URL');
    await open(ways, wayOf(find()));
    assert.match(whyOf(find()), /^127\.0\.0\.1:1 refused the connection/);
    assert.deepEqual([reasonOf(find()).kind, reasonOf(find()).serverId], ['install_down', null]);
  });
});
