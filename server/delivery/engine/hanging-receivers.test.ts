import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { soleKey } from '#server/platform/crypto/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { testSend } from '#testing/ledger.ts';
import { oneWay } from '#testing/one-way.ts';
import {
  type Script,
  type ScriptedSmtpServer,
  startScriptedSmtpServer,
} from '#testing/scripted-smtp-server.ts';
import { testSecrets } from '#testing/secrets.ts';
import { until } from '#testing/until.ts';
import { parseSmtpUrl, smtpTransport } from '../smtp/index.ts';
import type { Found } from '../ways/index.ts';
import { startEngine } from './index.ts';

const { database } = await testDatabase();
const links = createLinkMaker({ baseUrl: 'https://mail.example', keys: soleKey(Buffer.alloc(32, 2)) });

async function scripted(t: TestContext, script: Script = {}): Promise<ScriptedSmtpServer> {
  const server = await startScriptedSmtpServer(script);
  t.after(() => server.close());
  return server;
}

/** So many domains whose mail is at one server, each with lanes and connections of its own as when mail goes straight there. */
function domainsAt(name: string, count: number, { port }: ScriptedSmtpServer): [string, Found][] {
  const route = parseSmtpUrl(`smtp://127.0.0.1:${port}`);
  return Array.from({ length: count }, (_, i) => {
    const domain = `${name}${i}.example`;
    const over = {
      ...{ lane: domain, group: { key: domain, name: domain, start: 2, most: 10 } },
      ...{ serverConnections: 1_000, messagesPerConnection: 50 },
    };
    const { find } = oneWay({ route, transport: smtpTransport, connections: 10, over });
    return [domain, find({ accountId: '', fromDomain: '', stream: 'marketing' }, domain)];
  });
}

for (const [dead, alive, recipients] of [
  [14, 6, 10_000],
  [140, 60, 2_000],
] as const) {
  test(`${dead} of ${dead + alive} receivers that do not even greet hold up none of the others`, async (t) => {
    const answering = await scripted(t);
    const ways = new Map([
      ...domainsAt('dead', dead, await scripted(t, { greeting: 'hang' })),
      ...domainsAt('alive', alive, answering),
    ]);
    await testSend(database, recipients, { domains: [...ways.keys()] });
    const engine = await startEngine({
      database,
      ways: { find: (_, domain) => ways.get(domain)!, report() {}, onChange() {} },
      links,
      secrets: testSecrets(database),
      connections: 20,
      worker: t.name,
      log: silentLog,
      onFinished: async () => {},
    });
    t.after(() => engine.stop());
    const most = (recipients * alive) / (alive + dead);
    const begun = performance.now();
    await until('all that can to have left', () => answering.messages.length === most);
    t.diagnostic(`${most} in ${Math.round(performance.now() - begun)} ms`);
    assert.equal(new Set(answering.messages.map(({ to }) => to)).size, most);
  });
}
