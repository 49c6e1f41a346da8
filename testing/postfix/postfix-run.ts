import { getProgress } from '#server/campaigns/contract.ts';
import { createDkimKey, createSendingServer } from '#server/delivery/contract.ts';
import { type Install, start, startInstall } from '../bench/install.ts';
import { startDnsServer } from '../dns-server.ts';
import { until } from '../until.ts';
import { type Postfix, startPostfix } from './start-postfix.ts';

export type PostfixReport = {
  way: 'relay' | 'mx';
  recipients: number;
  /** Messages Postfix took responsibility for. */
  accepted: number;
  /** What it complained about, line by line. */
  complaints: string[];
  seconds: number;
};

type Options = {
  /** Postfix as the relay of the install, or as the mail host of all recipients, found through the DNS. */
  way: 'relay' | 'mx';
  recipients: number;
  running: AsyncDisposableStack;
};

/** Where the readers of the bench live. */
const RECEIVER = 'sink.example';
const SENDER = 'signed.example';

/** A signed campaign of the whole product into a real Postfix, and what Postfix thought of it. */
export async function postfixRun({ way, recipients, running }: Options): Promise<PostfixReport> {
  const postfix = await startPostfix(way === 'mx' ? { domains: [RECEIVER] } : {});
  running.defer(() => postfix.stop());
  const install =
    way === 'mx' ? await installBesideDns(postfix, running) : await installBefore(postfix, running);
  const { client } = install;
  await client.call(createDkimKey, { body: { domain: SENDER, selector: 's1', algorithm: 'rsa-sha256' } });
  const listId = await install.makeReaders(recipients);
  const campaign = await install.makeCampaign(listId, `news@${SENDER}`);
  const startedAt = performance.now();
  await start(client, campaign);
  await until(
    'the campaign to be sent',
    async () => (await client.call(getProgress, { params: { id: campaign.id } })).state === 'sent',
    30 + recipients / 20,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { accepted, complaints } = postfix;
  return { way, recipients, accepted: accepted(), complaints: complaints(), seconds };
}

const BASE_URL = 'https://mail.harbour.example';

function installBefore({ port }: Postfix, running: AsyncDisposableStack): Promise<Install> {
  return startInstall({ BASE_URL, SMTP_URL: `smtp://127.0.0.1:${port}?certificate=any` }, running);
}

async function installBesideDns({ host, port }: Postfix, running: AsyncDisposableStack): Promise<Install> {
  const mx = `mx.${RECEIVER}`;
  const dns = await startDnsServer({ [RECEIVER]: { mx: [[10, mx]] }, [mx]: { a: [host] } });
  running.defer(() => dns.close());
  const install = await startInstall(
    { BASE_URL, NAME_SERVERS: dns.address, MX_PORT: String(port), MX_PRIVATE_NETWORKS: 'true' },
    running,
  );
  await install.client.call(createSendingServer, {
    body: { kind: 'mx', name: 'Direct', settings: { mtaSts: false } },
  });
  return install;
}
