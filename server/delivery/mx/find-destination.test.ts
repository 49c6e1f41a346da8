/** Where mail for a domain goes, asked of a real name server on loopback. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { silentLog } from '#server/platform/log/index.ts';
import { type DnsNames, startDnsServer } from '#testing/dns-server.ts';
import { until } from '#testing/until.ts';
import { createMxWays, type MxFound, type MxOptions, type MxServer } from './index.ts';

const HOUR = 3_600_000;
const server: MxServer = { id: '7', ehloName: 'out.sender.example', requireTls: false, mtaSts: false };

async function start(t: TestContext, names: DnsNames, options: Partial<MxOptions> = {}) {
  const dns = await startDnsServer(names);
  const ways = createMxWays({
    log: silentLog,
    nameServers: [dns.address],
    dns: { timeout: 100, tries: 1 },
    ...options,
  });
  let wake = () => {};
  ways.onChange(() => wake());
  t.after(async () => {
    ways.close();
    await dns.close();
  });
  /** Asks until there is an answer, as the engine does. */
  async function find(domain: string, as: MxServer = server): Promise<Exclude<MxFound, { kind: 'asking' }>> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const found = ways.find(as, domain);
      if (found.kind !== 'asking') return found;
      await changed;
    }
  }
  const lane = async (domain: string, as?: MxServer) => {
    const found = await find(domain, as);
    return found.kind === 'way' ? found.way.lane : JSON.stringify(found);
  };
  const verdict = async (domain: string, as?: MxServer) => {
    const found = await find(domain, as);
    if (found.kind !== 'verdict') return found.kind;
    const { kind, code, enhanced } = found.outcome;
    return [kind, code, enhanced].filter((part) => part !== undefined).join(' ');
  };
  return { dns, ways, find, lane, verdict };
}

const PUBLIC = { a: ['8.8.4.4'] };

describe('where mail for a domain goes', () => {
  test('to its mail hosts; domains at the same hosts share a lane', async (t) => {
    const { lane, dns } = await start(t, {
      'one.example': {
        mx: [
          [10, 'B.hosts.example'],
          [20, 'a.hosts.example'],
        ],
      },
      'two.example': {
        mx: [
          [5, 'a.hosts.example'],
          [5, 'b.hosts.example'],
        ],
      },
      'three.example': { mx: [[5, 'a.hosts.example']] },
      'a.hosts.example': PUBLIC,
      'b.hosts.example': { aaaa: ['2a00:1450:4001::1b'] },
    });
    assert.equal(await lane('one.example'), 'mx 7 a.hosts.example,b.hosts.example');
    assert.equal(await lane('TWO.example'), await lane('one.example'));
    assert.equal(await lane('three.example'), 'mx 7 a.hosts.example');
    assert.equal(dns.questions.filter((question) => question === 'a a.hosts.example').length, 1);
  });

  test('to the domain itself when it has no mail host, and through aliases', async (t) => {
    const { lane } = await start(t, {
      'plain.example': PUBLIC,
      'xn--bcher-kva.example': PUBLIC,
      'alias.example': { mx: [[10, 'mail.alias.example']] },
      'mail.alias.example': { alias: 'real.example' },
      'real.example': PUBLIC,
    });
    assert.equal(await lane('plain.example'), 'mx 7 plain.example');
    assert.equal(await lane('alias.example'), 'mx 7 mail.alias.example');
    assert.equal(await lane('Bücher.example'), 'mx 7 xn--bcher-kva.example');
  });

  test('nowhere when the domain says so (null MX) or has nothing to send to', async (t) => {
    const { verdict, find } = await start(t, {
      'null.example': { mx: [[0, '.']], a: ['8.8.4.4'] },
      'empty.example': { txt: ['hello'] },
      'dangling.example': { mx: [[10, 'gone.example']] },
    });
    assert.equal(await verdict('null.example'), 'rejected 556 5.1.10');
    assert.equal(await verdict('empty.example'), 'rejected 5.1.2');
    assert.equal(await verdict('dangling.example'), 'deferred 4.4.4');
    for (const odd of ['[192.0.2.1]', 'localhost', 'two words.example', '']) {
      assert.equal(await verdict(odd), 'rejected 5.1.2', odd);
    }
    const found = await find('null.example');
    assert.match(found.kind === 'verdict' ? found.outcome.text : '', /takes no mail/);
  });

  test('a domain that does not exist is given an hour', async (t) => {
    let now = 0;
    const { verdict, find, ways } = await start(t, {}, { now: () => now });
    assert.equal(await verdict('typo.example'), 'deferred 4.1.2');
    now += HOUR / 2;
    assert.equal(ways.find(server, 'typo.example').kind, 'asking');
    assert.equal(await verdict('typo.example'), 'deferred 4.1.2');
    now += HOUR / 2;
    assert.equal(await verdict('typo.example'), 'rejected 5.1.2');
    const found = await find('typo.example');
    assert.match(found.kind === 'verdict' ? found.outcome.text : '', /^There is no domain typo\.example\.$/);
  });

  test('name servers in trouble are no fault of the recipient', async (t) => {
    const { verdict } = await start(t, {
      'broken.example': { trouble: 'SERVFAIL' },
      'refusing.example': { trouble: 'REFUSED' },
      'silent.example': { trouble: 'silence' },
      'half.example': { mx: [[10, 'mx.half.example']] },
      'mx.half.example': { trouble: 'SERVFAIL' },
    });
    for (const domain of ['broken', 'refusing', 'silent', 'half'])
      assert.equal(await verdict(`${domain}.example`), 'deferred 4.4.3', domain);
  });

  test('what was known serves on while the name servers are in trouble', async (t) => {
    let now = 0;
    const names: DnsNames = { 'acme.example': { mx: [[1, 'mx.acme.example']] }, 'mx.acme.example': PUBLIC };
    const { lane, ways, dns } = await start(t, names, { now: () => now });
    await lane('acme.example');
    names['acme.example'] = { trouble: 'SERVFAIL' };
    now += 20 * 60_000;
    const { length } = dns.questions;
    assert.equal(ways.find(server, 'acme.example').kind, 'way', 'the old answer, at once');
    await until('it to be asked for again', () => dns.questions.length > length);
    assert.equal(ways.find(server, 'acme.example').kind, 'way');
  });

  test('never inwards: not to private addresses, this machine, or back to us', async (t) => {
    const { verdict, lane } = await start(t, {
      'loop.example': { mx: [[10, 'localhost.example']] },
      'localhost.example': { a: ['127.0.0.1'], aaaa: ['::1', '::ffff:10.0.0.1', 'fd00::2'] },
      'mixed.example': {
        mx: [
          [10, 'inside.example'],
          [20, 'outside.example'],
        ],
      },
      'inside.example': { a: ['192.168.1.1', '169.254.169.254'] },
      'outside.example': PUBLIC,
      'ours.example': {
        mx: [
          [10, 'near.example'],
          [20, 'out.sender.example'],
          [30, 'outside.example'],
        ],
      },
      'near.example': PUBLIC,
      'out.sender.example': PUBLIC,
      'onlyours.example': {
        mx: [
          [10, 'out.sender.example'],
          [10, 'outside.example'],
        ],
      },
      'number.example': { mx: [[10, '8.8.4.4']] },
    });
    assert.equal(await verdict('loop.example'), 'rejected 5.4.6');
    assert.equal(await verdict('onlyours.example'), 'rejected 5.4.6');
    assert.equal(await lane('ours.example'), 'mx 7 near.example');
    assert.equal(await lane('mixed.example'), 'mx 7 inside.example,outside.example');
    assert.equal(await verdict('number.example'), 'deferred 4.4.4');
  });

  test('waits when the name servers of this machine cannot be reached', async (t) => {
    const gone = await startDnsServer({});
    await gone.close();
    const { find } = await start(t, {}, { nameServers: [gone.address] });
    const found = await find('acme.example');
    assert.equal(found.kind, 'waiting', JSON.stringify(found));
  });

  test('groups by who runs the mail hosts', async (t) => {
    const { find } = await start(t, {
      'acme.example': { mx: [[1, 'aspmx.l.google.com']] },
      'aspmx.l.google.com': PUBLIC,
      'small.example': { mx: [[1, 'mx1.hoster.co.uk']] },
      'mx1.hoster.co.uk': PUBLIC,
    });
    const google = await find('acme.example');
    assert.ok(google.kind === 'way');
    assert.deepEqual(google.way.group, { key: 'server:7 group:gmail', name: 'Gmail', start: 10, most: 40 });
    assert.equal(google.way.messagesPerConnection, 100);
    const small = await find('small.example');
    assert.ok(small.kind === 'way');
    assert.equal(small.way.group.key, 'server:7 group:hoster.co.uk');
    assert.equal(small.way.group.start, 2);
  });

  test('ten thousand domains are looked up, none twice', async (t) => {
    const { ways, dns } = await start(
      t,
      (name) =>
        name.startsWith('mx') ? PUBLIC : { mx: [[10, `mx${Number(name.slice(1, 4))}.hosts.example`]] },
      { dns: { timeout: 5_000, tries: 3 } },
    );
    const domains = Array.from({ length: 10_000 }, (_, i) => `d${String(i).padStart(5, '0')}.example`);
    const waiting = new Set(domains);
    while (waiting.size > 0) {
      const changed = new Promise<void>((resolve) => ways.onChange(resolve));
      for (const domain of waiting) if (ways.find(server, domain).kind === 'way') waiting.delete(domain);
      if (waiting.size > 0) await changed;
    }
    const repeated = dns.questions.length - new Set(dns.questions).size;
    assert.ok(repeated < 100, `${repeated} questions were asked again`);
  });

  test('no more than a hundred questions are on their way at once', async (t) => {
    const options = { dns: { timeout: 60_000, tries: 1 } };
    const { ways, dns } = await start(t, () => ({ trouble: 'silence' }), options);
    for (let i = 0; i < 500; i++) assert.equal(ways.find(server, `d${i}.example`).kind, 'asking');
    await until('a hundred questions', () => dns.questions.length >= 100);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(dns.questions.length, 100);
  });
});
