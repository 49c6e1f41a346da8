/** A campaign straight to the receivers of twenty domains, of which one hangs, one is gone and one takes no mail. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { type DnsNames, startDnsServer } from '#testing/dns-server.ts';
import { testSend } from '#testing/ledger.ts';
import { startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { startEngine } from '../engine/index.ts';
import type { Ways } from '../ways/index.ts';
import { createMxWays, type MxServer } from './index.ts';

const DOMAINS = 20;
const RECIPIENTS = 400;
const each = RECIPIENTS / DOMAINS;
const HANGING = 'd7.example';
const NULL_MX = 'd11.example';
const DEAD = 'd13.example';

const { database } = await testDatabase();
const key = Buffer.alloc(32, 1);
const server: MxServer = { id: '1', ehloName: 'out.acme.example', requireTls: false, mtaSts: false };

/** As a choice between servers makes them of one server of this kind. */
function waysOver(mx: ReturnType<typeof createMxWays>): Ways {
  return {
    find(_leaving, domain) {
      const found = mx.find(server, domain);
      if (found.kind !== 'way') return found;
      const over = { serverId: null, serverName: 'Direct', serverConnections: 20, subjects: [] };
      return { kind: 'way', way: { ...over, leadsTo: 'receivers', ...found.way } };
    },
    report() {},
    onChange: mx.onChange,
  };
}

test('one domain that hangs holds nobody up, and no more connections than its share', async (t) => {
  const port = await freeLoopbackPort();
  const good = await startScriptedSmtpServer({}, { host: '127.0.0.2', port });
  const hanging = await startScriptedSmtpServer({ greeting: 'hang' }, { host: '127.0.0.3', port });
  const names: DnsNames = {
    'mx.good.example': { a: ['127.0.0.2'] },
    'mx.hanging.example': { a: ['127.0.0.3'] },
    'mx.dead.example': { a: ['127.0.0.4'] },
  };
  for (let i = 0; i < DOMAINS; i++) names[`d${i}.example`] = { mx: [[10, 'mx.good.example']] };
  names[HANGING] = { mx: [[10, 'mx.hanging.example']] };
  names[NULL_MX] = { mx: [[0, '.']] };
  names[DEAD] = { mx: [[10, 'mx.dead.example']] };
  const dns = await startDnsServer(names);
  const mx = createMxWays({
    log: silentLog,
    nameServers: [dns.address],
    port,
    allowPrivate: true,
    timeouts: { greeting: 2_000 },
  });

  const send = await testSend(database, RECIPIENTS, { rangeSize: 100 });
  const spread = sql`split_part(email, '@', 1) || '@d' || substr(split_part(email, '@', 1), 2)::int % ${DOMAINS} || '.example'`;
  await database.asSystem(async (tx) => {
    await tx.execute(sql`update contacts set email = ${spread} where account_id = ${send.accountId}`);
    await tx.execute(sql`update messages set email = ${spread} where account_id = ${send.accountId}`);
  });

  const engine = await startEngine({
    database,
    ways: waysOver(mx),
    links: createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(key) }),
    secrets: testSecrets(database),
    connections: 20,
    worker: 'test',
    log: silentLog,
    onFinished: async () => {},
  });
  t.after(async () => {
    await engine.stop();
    mx.close();
    await Promise.all([good.close(), hanging.close(), dns.close()]);
  });

  await until('everybody else to have theirs', () => good.messages.length === RECIPIENTS - 3 * each);
  assert.ok(hanging.connections <= 2, `${hanging.connections} connections hang`);
  await until('the ends that need no connection', async () => (await send.states()).failed === each);

  const of = async (domain: string) =>
    (await send.messages()).filter(({ email }) => email.endsWith(`@${domain}`));
  for (const { state, failure } of await of(NULL_MX)) {
    assert.equal(state, 'failed');
    assert.match(failure ?? '', /5\.1\.10 .*takes no mail/);
  }
  await until('the dead domain to be put off', async () =>
    (await of(DEAD)).every(({ state }) => state === 'deferred'),
  );
  await until('the hanging domain to be put off once its patience is over', async () =>
    (await of(HANGING)).every(({ state }) => state === 'deferred'),
  );
});
