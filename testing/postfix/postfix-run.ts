import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDkimKey, createSendingServer } from '#server/delivery/contract.ts';
import { createClient } from '#server/platform/http/index.ts';
import { person } from '../app.ts';
import { compare, personAt } from '../chaos/compare.ts';
import { readLedger } from '../chaos/ledger.ts';
import type { ChaosResult } from '../chaos/scenario.ts';
import { asOperator, letGo, makeReady, untilSent } from '../chaos/send-to-many.ts';
import { startDnsServer } from '../dns-server.ts';
import { startProduct } from '../product.ts';
import { enrolAuthenticator } from '../second-factor.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { until } from '../until.ts';
import { type Postfix, startPostfix } from './start-postfix.ts';

type Options = {
  /** Postfix as the relay of the install, or as the mail host of all recipients, found through the DNS. */
  way: 'relay' | 'mx';
  recipients: number;
  running: AsyncDisposableStack;
};

const domainOf = (email: string) => email.slice(email.indexOf('@') + 1);
const RECEIVER = domainOf(personAt(0));

/** A signed campaign of the whole product into a real Postfix: who got what, and what Postfix thought of it. */
export async function postfixRun({ way, recipients, running }: Options): Promise<ChaosResult> {
  const postfix = await startPostfix(way === 'mx' ? { domains: [RECEIVER] } : {});
  running.defer(() => postfix.stop());
  const settings = way === 'mx' ? await pointAt(postfix, running) : throughRelay(postfix);
  const { address, dataDir } = await start(settings, running);
  const campaign = await makeReady(address, recipients);
  const client = createClient(address, { apiKey: campaign.key });
  const domain = domainOf(person.email);
  await client.call(createDkimKey, { body: { domain, selector: 's1', algorithm: 'rsa-sha256' } });
  if (way === 'mx') await addDirectServer(address);

  const begun = Date.now();
  const { campaignId: id } = campaign;
  await letGo(address, campaign);
  await untilSent({ address }, campaign);
  const patience = 10 + recipients / 100;
  await until('Postfix to be done', () => postfix.receipts().length >= postfix.accepted(), patience);
  const { figures, problems } = compare(await readLedger(dataDir, id), postfix.receipts(), {
    recipients,
    kills: 0,
    begun,
  });
  const complaints = postfix.complaints();
  problems.push(...complaints.slice(0, 20));
  return { result: { ...figures, accepted: postfix.accepted(), complaints: complaints.length }, problems };
}

function throughRelay({ port }: Postfix): Record<string, string> {
  return { SMTP_URL: `smtp://127.0.0.1:${port}?certificate=any` };
}

/** Settings with which the product finds Postfix when it looks for the mail host of the recipients. */
async function pointAt({ host, port }: Postfix, running: AsyncDisposableStack) {
  const mx = `mx.${RECEIVER}`;
  const dns = await startDnsServer({ [RECEIVER]: { mx: [[10, mx]] }, [mx]: { a: [host] } });
  running.defer(() => dns.close());
  return { NAME_SERVERS: dns.address, MX_PORT: String(port), MX_PRIVATE_NETWORKS: 'true' };
}

async function addDirectServer(address: string): Promise<void> {
  const operator = await asOperator(address);
  await enrolAuthenticator(operator);
  await operator.call(createSendingServer, {
    body: { kind: 'mx', name: 'Direct', settings: { mtaSts: false } },
  });
}

async function start(settings: Record<string, string>, running: AsyncDisposableStack) {
  const folder = await temporaryFolder();
  running.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const dataDir = join(folder, 'data');
  const product = startProduct({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...settings });
  running.defer(async () => {
    product.child.kill('SIGTERM');
    await product.ended;
  });
  return { address: await product.ready(), dataDir };
}
