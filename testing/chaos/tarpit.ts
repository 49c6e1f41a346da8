import { setTimeout as pause } from 'node:timers/promises';
import { createSendingServer } from '#server/delivery/contract.ts';
import { operatorOfHost } from '#server/delivery/mx/operator-of-host.ts';
import { createClient } from '#server/platform/http/index.ts';
import { startDnsServer } from '../dns-server.ts';
import { enrolAuthenticator } from '../second-factor.ts';
import { compare } from './compare.ts';
import { readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { asOperator, letGo, makeCampaign, makeReady, untilSent } from './send-to-many.ts';
import type { Receipt } from './start-sink.ts';
import { startVictim, type Victim } from './victim.ts';

const DOMAINS = 20;
const CONNECTIONS = 50;
const THINK_MS = 250;
const HANGING = 'd0.example';
const addressOf = (index: number) => `person${index}@d${index % DOMAINS}.example`;
const isOther = ({ to }: Receipt) => !to.endsWith(`@${HANGING}`);

/** Connections that such a domain is given at most. */
const CAP = operatorOfHost(`mx.${HANGING}`).most;
/** What the others must keep of their rate. */
const KEPT = 0.9;
/** Fewer messages than this take too short a time for their rate to mean much. */
const ENOUGH = 2000;
/** Seconds for which a server may think about a final dot (RFC 5321, 4.5.3.2.6). */
const DOT_SECONDS = 600;

export const tarpit: Scenario = {
  about:
    'mail straight to 20 domains, one of which never answers a message: what the others keep of their rate',
  recipients: 6000,
  /** With none the patience after the dot is not waited for. */
  times: 1,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    const dns = await startDnsServer((name) => ({ mx: [[10, `mx.${name}`]], a: ['127.0.0.1'] }));
    running.defer(() => dns.close());
    const victim = await startVictim(running, {
      workers: 1,
      thinkMs: THINK_MS,
      connections: CONNECTIONS,
      settings: (port) => ({
        NAME_SERVERS: dns.address,
        MX_PORT: String(port),
        MX_PRIVATE_NETWORKS: 'true',
      }),
    });
    const first = await makeReady(victim.address, recipients, addressOf);
    const operator = await asOperator(victim.address);
    await enrolAuthenticator(operator);
    await operator.call(createSendingServer, {
      body: { kind: 'mx', name: 'Direct', settings: { mtaSts: false } },
    });
    const client = createClient(victim.address, { apiKey: first.key });
    const next = async () => ({ ...first, ...(await makeCampaign(client, first.listId)) });
    const second = await next();

    // The first run finds out how many connections each domain likes; the second one is what the third is held against.
    let well: Receipt[] = [];
    for (const campaign of [first, second]) {
      const before = await victim.sink.receipts();
      await letGo(victim.address, campaign);
      await untilSent(victim, campaign);
      well = (await victim.sink.receipts()).slice(before.length);
    }
    const ledger = await readLedger(victim.dataDir, second.campaignId);
    const { figures, problems } = compare(ledger, well, { recipients, kills: 0, begun, addressOf });

    await victim.sink.hang(HANGING);
    const before = (await victim.sink.receipts()).length;
    const last = await next();
    await letGo(victim.address, last);
    const since = async () => (await victim.sink.receipts()).slice(before);
    const others = recipients - Math.ceil(recipients / DOMAINS);
    const stuckAtMost = await untilAllHave(victim, others, since);
    const hung = (await since()).filter(isOther);
    const ratio = rateOf(hung) / rateOf(well);
    if (new Set(hung.map(({ to }) => to)).size !== others) problems.push('not everybody else has got theirs');
    if (hung.length !== others) problems.push('somebody got it twice');
    if (stuckAtMost > CAP) problems.push(`${stuckAtMost} connections are stuck`);
    if (recipients >= ENOUGH && ratio < KEPT) problems.push(`the others keep ${ratio} of their rate`);
    say(`the others keep ${ratio.toFixed(2)} of their rate, with ${stuckAtMost} connections stuck`);
    const waited = times > 0 ? await waitForHangUp(victim, since) : undefined;
    if (waited !== undefined && Math.abs(waited - DOT_SECONDS) > 5)
      problems.push(`a server may think for ${waited} s about a dot`);
    return {
      result: {
        ...figures,
        ...{ domains: DOMAINS, connections: CONNECTIONS, stuck: stuckAtMost, ratio },
        ...{ perSecond: rateOf(well), perSecondWhileOneHangs: rateOf(hung), dotSeconds: waited ?? null },
      },
      problems,
    };
  },
};

/** Messages a second to all but the one domain, without the beginning and the end. */
function rateOf(receipts: Receipt[]): number {
  const times = receipts.filter(isOther).map(({ dotAt }) => dotAt);
  const [from, to] = [Math.floor(times.length * 0.1), Math.floor(times.length * 0.9)];
  return (to - from) / ((times[to]! - times[from]!) / 1000);
}

/** Waits until all others have theirs. @returns how many connections were stuck at most meanwhile */
async function untilAllHave(
  victim: Victim,
  others: number,
  since: () => Promise<Receipt[]>,
): Promise<number> {
  let most = 0;
  for (let [before, when] = [-1, Date.now()]; ; ) {
    most = Math.max(most, await victim.sink.stuck());
    const { length } = (await since()).filter(isOther);
    if (length >= others) return most;
    if (length !== before) [before, when] = [length, Date.now()];
    if (Date.now() - when > 30_000) throw new Error(`${others - length} wait behind the one that hangs.`);
    await pause(200);
  }
}

/** Seconds from the first dot that was not answered until we gave up on it. */
async function waitForHangUp(victim: Victim, since: () => Promise<Receipt[]>): Promise<number> {
  for (;;) {
    const given = (await since()).find(({ hungUpAt }) => hungUpAt !== undefined);
    if (given) return (given.hungUpAt! - given.dotAt) / 1000;
    await pause(1000);
    await victim.sink.stuck();
  }
}
