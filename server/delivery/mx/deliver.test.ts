/** Connections to mail hosts that are real servers on loopback, found through a real name server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { sql } from '#server/platform/database/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import { cuttableDatabase } from '#testing/cuttable-database.ts';
import { testDatabase } from '#testing/database.ts';
import { type DnsNames, startDnsServer } from '#testing/dns-server.ts';
import { goodExample, testAuthority } from '#testing/mail-host-certificate.ts';
import { type Script, startScriptedSmtpServer } from '#testing/scripted-smtp-server.ts';
import { otherExample } from '#testing/tls-certificate.ts';
import { until } from '#testing/until.ts';
import { createMxWays, type MxFound, type MxOptions, type MxServer } from './index.ts';

setDefaultCACertificates([...getCACertificates('default'), testAuthority]);

const sender: MxServer = { id: '7', ehloName: 'out.sender.example', requireTls: false, mtaSts: false };
const withPolicies: MxServer = { ...sender, mtaSts: true };
const message = Buffer.from('Subject: Hi\r\n\r\nHello\r\n');
const BUSY: Script = { greeting: '421 4.3.2 come back later' };
const NEVER: Script = { greeting: '521 no mail here' };

/** What stands at an address: a script, a server with a certificate, or a hole. */
type Standing = Script | { certificate: typeof goodExample };

async function start(
  t: TestContext,
  names: DnsNames,
  standing: Record<string, Standing>,
  options: Partial<MxOptions> = {},
) {
  const port = await freeLoopbackPort();
  const receivers: Receiver[] = [];
  for (const [host, what] of Object.entries(standing)) {
    const at = { host, port };
    receivers.push(
      'certificate' in what ? await certified(t, what.certificate, at) : await scripted(t, what, at),
    );
  }
  const taken = () => receivers.map((receiver) => receiver());
  const dns = await startDnsServer(names);
  const ways = createMxWays({
    log: silentLog,
    nameServers: [dns.address],
    allowPrivate: true,
    port,
    timeouts: { connect: 1_000, greeting: 300, envelope: 1_000 },
    ...options,
  });
  let wake = () => {};
  ways.onChange(() => wake());
  t.after(async () => {
    ways.close();
    await dns.close();
  });

  async function find(domain: string, as = sender): Promise<Exclude<MxFound, { kind: 'asking' }>> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = ways.find(as, domain);
      if (found.kind !== 'asking') return found;
      await changed;
    }
  }

  /** Sends one message, and says which address took it and whether it came encrypted. */
  async function send(domain: string, as = sender): Promise<string> {
    const found = await find(domain, as);
    if (found.kind !== 'way') return JSON.stringify(found);
    const connection = await found.way.open();
    const before = taken();
    const envelope = { from: 'news@sender.example', to: `ada@${domain}` };
    const outcome = await connection.send(envelope, message);
    connection.close();
    assert.equal(outcome.kind, 'accepted', outcome.text);
    return taken()
      .find((_, i) => taken()[i]!.length > before[i]!.length)!
      .at(-1)!;
  }

  async function refusal(domain: string, as = sender) {
    const found = await find(domain, as);
    assert.ok(found.kind === 'way', JSON.stringify(found));
    const error = await found.way.open().then(
      () => assert.fail('a connection was opened'),
      (reason: Error) => reason,
    );
    return error.message;
  }
  return { dns, ways, find, send, refusal, port };
}

/** What it took so far, a line for each message: its address and how the message came. */
type Receiver = () => string[];
type At = { host: string; port: number };

async function scripted(t: TestContext, script: Script, at: At): Promise<Receiver> {
  const server = await startScriptedSmtpServer(script, at);
  t.after(() => server.close());
  return () => server.messages.map(() => `${at.host} clear`);
}

async function certified(t: TestContext, certificate: typeof goodExample, at: At): Promise<Receiver> {
  const taken: string[] = [];
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    async onData(stream, session, done) {
      await buffer(stream);
      taken.push(`${at.host} ${session.secure ? 'encrypted' : 'clear'}`);
      done();
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(at.port, at.host, resolve));
  t.after(() => new Promise<void>((resolve) => server.close(resolve)));
  return () => [...taken];
}

describe('mail goes to the first mail host that takes it', () => {
  const two: DnsNames = {
    'acme.example': {
      mx: [
        [10, 'mx1.acme.example'],
        [20, 'mx2.acme.example'],
      ],
    },
    'mx1.acme.example': { a: ['127.0.0.2'] },
    'mx2.acme.example': { a: ['127.0.0.3'] },
  };

  test('by preference, as the sending server calls itself', async (t) => {
    const { send } = await start(t, two, { '127.0.0.2': {}, '127.0.0.3': {} });
    for (let i = 0; i < 5; i++) assert.equal(await send('acme.example'), '127.0.0.2 clear');
  });

  test('in random order among equals', async (t) => {
    const equal: DnsNames = {
      ...two,
      'acme.example': {
        mx: [
          [5, 'mx1.acme.example'],
          [5, 'mx2.acme.example'],
        ],
      },
    };
    const { send } = await start(t, equal, { '127.0.0.2': {}, '127.0.0.3': {} });
    const seen = new Set<string>();
    for (let i = 0; i < 40 && seen.size < 2; i++) seen.add(await send('acme.example'));
    assert.equal(seen.size, 2);
  });

  const troubles: [string, Standing | undefined][] = [
    ['nobody listens', undefined],
    ['it is busy', BUSY],
    ['it refuses us', { greeting: '554 go away' }],
    ['it takes no mail', NEVER],
    ['it says nothing', { greeting: 'hang' }],
    ['it hangs up', { greeting: 'drop' }],
    ['it does not speak SMTP', { greeting: 'HTTP/1.1 400 Bad Request' }],
    ['it refuses our name', { EHLO: '550 no' }],
  ];
  for (const [what, standing] of troubles)
    test(`the next host takes it when at the first ${what}`, async (t) => {
      const { send } = await start(t, two, {
        ...(standing && { '127.0.0.2': standing }),
        '127.0.0.3': {},
      });
      assert.equal(await send('acme.example'), '127.0.0.3 clear');
    });

  test('at each of its addresses, IPv6 and IPv4', async (t) => {
    const names: DnsNames = {
      'acme.example': { aaaa: ['2001:db8::25', '::1'], a: ['127.0.0.9', '127.0.0.2'] },
    };
    const { send } = await start(t, names, { '127.0.0.2': {} });
    assert.equal(await send('acme.example'), '127.0.0.2 clear');
    const overSix = await start(t, names, { '::1': {} });
    assert.equal(await overSix.send('acme.example'), '::1 clear');
  });

  test('from the address that is set, and to no other family', async (t) => {
    const names: DnsNames = { 'acme.example': { aaaa: ['::1'], a: ['127.0.0.2'] } };
    const { send } = await start(t, names, { '::1': {}, '127.0.0.2': {} });
    assert.equal(await send('acme.example', { ...sender, localAddresses: ['127.0.0.4'] }), '127.0.0.2 clear');
  });
});

describe('a domain whose mail hosts cannot be reached', () => {
  test('gets the most telling reason, and its messages are put off for a while', async (t) => {
    let now = 0;
    const names: DnsNames = {
      'acme.example': {
        mx: [
          [10, 'mx1.acme.example'],
          [20, 'mx2.acme.example'],
        ],
      },
      'mx1.acme.example': { a: ['127.0.0.2'] },
      'mx2.acme.example': { a: ['127.0.0.3'] },
    };
    const closed: Script = { greeting: '554 5.7.1 your network is blocked' };
    const { find, refusal } = await start(t, names, { '127.0.0.3': closed }, { now: () => now });
    assert.match(
      await refusal('acme.example'),
      /^mx2\.acme\.example \(127\.0\.0\.3\) said “554 .*blocked”\.$/,
    );
    const found = await find('acme.example');
    assert.ok(found.kind === 'verdict');
    assert.deepEqual(
      [found.outcome.kind, found.outcome.stage, found.outcome.code],
      ['deferred', 'greeting', 554],
    );
    now += 31_000;
    assert.equal((await find('acme.example')).kind, 'way', 'then it is tried again');
  });

  test('that do not answer at all is temporary', async (t) => {
    const { find, refusal } = await start(t, { 'acme.example': { a: ['127.0.0.2'] } }, {});
    assert.equal(await refusal('acme.example'), 'acme.example (127.0.0.2) refuses connections.');
    const found = await find('acme.example');
    assert.ok(found.kind === 'verdict');
    assert.deepEqual([found.outcome.kind, found.outcome.enhanced], ['deferred', '4.4.1']);
  });

  test('is final when all of them say that they never take mail (RFC 7504)', async (t) => {
    const names: DnsNames = { 'acme.example': { a: ['127.0.0.2', '127.0.0.3'] } };
    const { find, refusal } = await start(t, names, { '127.0.0.2': NEVER, '127.0.0.3': NEVER });
    await refusal('acme.example');
    const found = await find('acme.example');
    assert.ok(found.kind === 'verdict');
    assert.deepEqual([found.outcome.kind, found.outcome.code], ['rejected', 521]);
  });

  test('is left to the governor when it only asks to slow down, for a quarter of an hour', async (t) => {
    let now = 0;
    const names: DnsNames = { 'acme.example': { a: ['127.0.0.2'] } };
    const { find, refusal } = await start(t, names, { '127.0.0.2': BUSY }, { now: () => now });
    await refusal('acme.example');
    assert.equal((await find('acme.example')).kind, 'way');
    now += 16 * 60_000;
    await refusal('acme.example');
    assert.equal((await find('acme.example')).kind, 'verdict');
  });

  test('goes on over the connections it has when another one is refused', async (t) => {
    const script: Script = { greeting: ['220 hello', '554 too many of you'] };
    const { find, refusal } = await start(
      t,
      { 'acme.example': { a: ['127.0.0.2'] } },
      { '127.0.0.2': script },
    );
    const found = await find('acme.example');
    assert.ok(found.kind === 'way');
    const connection = await found.way.open();
    await refusal('acme.example');
    assert.equal((await find('acme.example')).kind, 'way');
    connection.close();
  });
});

describe('encryption', () => {
  const offersOnly: Script = {
    EHLO: '250-mx.good.example\r\n250 STARTTLS',
    ...{ STARTTLS: ['220 go ahead', 'drop'] },
  };
  const names: DnsNames = {
    'good.example': { mx: [[10, 'mx.good.example']] },
    'mx.good.example': { a: ['127.0.0.2'] },
  };
  const required: MxServer = { ...sender, requireTls: true };

  test('is used wherever it is offered, whoever vouches for the certificate', async (t) => {
    const { send } = await start(t, names, { '127.0.0.2': { certificate: otherExample } });
    assert.equal(await send('good.example'), '127.0.0.2 encrypted');
    assert.equal(await send('good.example', required), '127.0.0.2 encrypted');
  });

  const protections: [string, Standing, string][] = [
    ['to a host that proves its name', { certificate: goodExample }, 'tlsVerified'],
    ['to a host with somebody else’s certificate', { certificate: otherExample }, 'tlsUnverified'],
    ['in the clear', {}, 'inClear'],
  ];
  for (const [what, standing, protection] of protections)
    test(`is known afterwards of mail that left ${what}`, async (t) => {
      const { find } = await start(t, names, { '127.0.0.2': standing });
      const found = await find('good.example');
      assert.ok(found.kind === 'way');
      const connection = await found.way.open();
      connection.close();
      assert.equal(connection.protection, protection);
    });

  test('that does not work is gone without', async (t) => {
    const broken: Script = { ...offersOnly, ...{ STARTTLS: 'drop' } };
    const { send } = await start(t, names, { '127.0.0.2': broken });
    assert.equal(await send('good.example'), '127.0.0.2 clear');
  });

  test('that does not work stops mail that must be encrypted', async (t) => {
    const broken: Script = { ...offersOnly, ...{ STARTTLS: 'drop' } };
    const { refusal } = await start(t, names, { '127.0.0.2': broken });
    assert.match(await refusal('good.example', required), /mx\.good\.example/);
    const plain = await start(t, names, { '127.0.0.2': {} });
    assert.match(await plain.refusal('good.example', required), /does not offer encryption/);
  });
});

describe('the policies of receivers (MTA-STS)', () => {
  const policy = (mode: string, mx = 'mx.good.example') =>
    `version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: 604800\r\n`;
  const names: DnsNames = {
    'good.example': { mx: [[10, 'mx.good.example']] },
    'mx.good.example': { a: ['127.0.0.2'] },
    '_mta-sts.good.example': { txt: ['v=STSv1; id=20261122;'] },
    'mta-sts.good.example': { a: ['127.0.0.1'] },
  };

  async function policyHost(t: TestContext, answer: RequestListener, certificate = goodExample) {
    const server = createServer(certificate, answer);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    return { policyPort: (server.address() as AddressInfo).port };
  }
  const says = (text: string, type = 'text/plain'): RequestListener => {
    return (_request, response) => response.setHeader('content-type', type).end(text);
  };
  const good: Record<string, Standing> = { '127.0.0.2': { certificate: goodExample } };
  const wrong: Record<string, Standing> = { '127.0.0.2': { certificate: otherExample } };

  test('a good certificate at a host the policy names', async (t) => {
    const { send, find } = await start(t, names, good, await policyHost(t, says(policy('enforce'))));
    assert.equal(await send('good.example', withPolicies), '127.0.0.2 encrypted');
    const found = await find('good.example', withPolicies);
    assert.match(found.kind === 'way' ? found.way.lane : '', /^mx 7 verified /);
  });

  test('a certificate that nobody vouches for stops the mail for now, and says why', async (t) => {
    const { refusal, find } = await start(t, names, wrong, await policyHost(t, says(policy('enforce'))));
    assert.match(await refusal('good.example', withPolicies), /certificate that is not valid/);
    const found = await find('good.example', withPolicies);
    assert.ok(found.kind === 'verdict');
    assert.deepEqual([found.outcome.kind, found.outcome.enhanced], ['deferred', '4.7.5']);
  });

  test('so does no encryption at all', async (t) => {
    const plain = { '127.0.0.2': {} };
    const { refusal } = await start(t, names, plain, await policyHost(t, says(policy('enforce'))));
    assert.match(await refusal('good.example', withPolicies), /does not offer encryption/);
  });

  test('a mail host that the policy does not name is not used', async (t) => {
    const other = policy('enforce', '*.mail.good.example');
    const { find } = await start(t, names, good, await policyHost(t, says(other)));
    const found = await find('good.example', withPolicies);
    assert.ok(found.kind === 'verdict', JSON.stringify(found));
    assert.equal(found.outcome.kind, 'deferred');
    assert.match(found.outcome.text, /MTA-STS/);
  });

  const harmless: [string, RequestListener][] = [
    ['is only being tested', says(policy('testing', 'mx.else.example'))],
    ['is none', says('version: STSv1\nmode: none\nmax_age: 60\n')],
    ['is longer than 64 KB', says(policy('enforce') + 'x: y\n'.repeat(20_000))],
    ['is not text', says(policy('enforce'), 'text/html')],
    ['makes no sense', says('hello')],
    [
      'is somewhere else',
      (_request, response) =>
        response.writeHead(302, { location: 'https://mta-sts.good.example/policy' }).end(),
    ],
    ['is not there', (_request, response) => response.writeHead(404).end()],
  ];
  for (const [what, answer] of harmless)
    test(`mail goes as without a policy when it ${what}`, async (t) => {
      const { send } = await start(t, names, wrong, await policyHost(t, answer));
      assert.equal(await send('good.example', withPolicies), '127.0.0.2 encrypted');
    });

  test('nor does a policy count that a stranger hands out', async (t) => {
    const host = await policyHost(t, says(policy('enforce')), otherExample);
    const { send } = await start(t, names, wrong, host);
    assert.equal(await send('good.example', withPolicies), '127.0.0.2 encrypted');
  });

  test('one that was seen holds for all workers and through a restart, though nothing can be looked up', async (t) => {
    let isDown = false;
    let fetched = 0;
    const host = await policyHost(t, (request, response) => {
      fetched += 1;
      if (isDown) response.destroy();
      else says(policy('enforce'))(request, response);
    });
    const { database } = await testDatabase();
    const worker = async (dnsNames = names, given: Partial<MxOptions> = {}) => {
      const { find } = await start(t, dnsNames, good, { ...host, database, ...given });
      return async () => {
        const found = await find('good.example', withPolicies);
        return found.kind === 'way' ? found.way.lane : JSON.stringify(found);
      };
    };
    const verified = 'mx 7 verified mx.good.example';
    assert.equal(await (await worker())(), verified);
    assert.equal(await (await worker())(), verified);
    assert.equal(fetched, 1, 'the second worker takes the word of the first');

    const { '_mta-sts.good.example': _gone, ...without } = names;
    isDown = true;
    assert.equal(await (await worker(without))(), verified, 'though somebody hides it in DNS');
    const changed = { ...names, '_mta-sts.good.example': { txt: ['v=STSv1; id=20261123;'] } };
    assert.equal(await (await worker(changed))(), verified, 'though the new one cannot be fetched');
    assert.equal(fetched, 2);

    const age = (days: number) =>
      database.asSystem((tx) =>
        tx.execute(sql`update mta_sts_policies set expires_at = expires_at - make_interval(days => ${days})`),
      );
    await age(8);
    assert.equal(await (await worker(without))(), 'mx 7 mx.good.example', 'until its time is over');
    isDown = false;
    assert.equal(await (await worker(changed))(), verified);
    await age(2);
    assert.equal(await (await worker(changed))(), verified);
    assert.equal(fetched, 4, 'a day later it is fetched again, long before its time is over');
    const [kept, ...others] = await database.asSystem((tx) =>
      tx.query<{ domain: string; id: string; days: number }>(sql`
        select domain, policy_id as id, round(extract(epoch from expires_at - now()) / 86400)::int as days
        from mta_sts_policies`),
    );
    assert.deepEqual([kept, others], [{ domain: 'good.example', id: '20261123', days: 7 }, []]);
  });

  test('one that was seen is fetched again in time, though no mail goes there meanwhile', async (t) => {
    let now = 0;
    let fetched = 0;
    const host = await policyHost(t, (request, response) => {
      fetched += 1;
      says(policy('enforce'))(request, response);
    });
    const { find } = await start(t, names, good, { ...host, now: () => now, renewEvery: 20 });
    await find('good.example', withPolicies);
    now += 25 * 3_600_000;
    await until('it to be fetched again', () => fetched === 2);
  });

  test('one that was seen holds while the database cannot be reached', async (t) => {
    const host = await policyHost(t, says(policy('enforce')));
    const cuttable = await cuttableDatabase((await testDatabase()).url);
    await cuttable.cut();
    const { find } = await start(t, names, good, { ...host, database: cuttable.database });
    const found = await find('good.example', withPolicies);
    assert.match(found.kind === 'way' ? found.way.lane : '', /^mx 7 verified /);
  });

  test('one that was seen holds while it cannot be fetched', async (t) => {
    let now = 0;
    let isDown = false;
    let fetched = 0;
    const host = await policyHost(t, (request, response) => {
      fetched += 1;
      if (isDown) response.writeHead(503).end();
      else says(policy('enforce'))(request, response);
    });
    const changing: DnsNames = { ...names };
    const { find } = await start(t, changing, good, { ...host, now: () => now });
    const lane = async () => {
      const found = await find('good.example', withPolicies);
      return found.kind === 'way' ? found.way.lane : JSON.stringify(found);
    };
    const verified = 'mx 7 verified mx.good.example';
    assert.equal(await lane(), verified);
    now += 2 * 3_600_000;
    assert.equal(await lane(), verified);
    assert.equal(fetched, 1, 'the same id, so it is not fetched again');
    isDown = true;
    changing['_mta-sts.good.example'] = { txt: ['v=STSv1; id=20261123;'] };
    now += 2 * 3_600_000;
    assert.equal(await lane(), verified);
    assert.equal(fetched, 2);
    delete changing['_mta-sts.good.example'];
    now += 2 * 3_600_000;
    assert.equal(await lane(), verified);
    now += 8 * 24 * 3_600_000;
    assert.equal(await lane(), 'mx 7 mx.good.example', 'until its time is over');
  });
});
