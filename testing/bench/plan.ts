import { setTimeout as pause } from 'node:timers/promises';
import { createRecordByProduct } from '#server/activity/index.ts';
import { pauseCampaign } from '#server/campaigns/contract.ts';
import { campaignJobs } from '#server/campaigns/index.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { type Install, start, startInstall } from './install.ts';
import type { Bench } from './options.ts';
import { startSink } from './start-sink.ts';
import { watchProduct } from './watch-product.ts';

export const planBench: Bench = {
  about: 'from the click on "send" until everybody is written down and the first message is out',
  recipients: 1_000_000,
  async run({ recipients, connections, workers, running, say }) {
    const sink = await startSink(running);
    const install = await startInstall(
      {
        SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
        ...(connections && { SMTP_CONNECTIONS: String(connections) }),
        ...(workers && { WORKERS: String(workers) }),
      },
      running,
    );
    const { client, database } = install;
    say(`Writing ${recipients} contacts …`);
    const listId = await install.readers(recipients);
    const campaign = await install.makeCampaign(listId, 'news@unsigned.example');
    const watch = await watchProduct(install.product.child.pid!, running);
    await sink.begin({ campaign: 'plan', recipients, notifyAt: 1 });

    say('Starting the campaign …');
    const begun = Date.now();
    await start(client, campaign);
    const answeredAt = Date.now();
    const readSend = () =>
      database.asSystem((tx) =>
        tx.one<{ accountId: string; id: string; planned: number; isPlanned: boolean }>(sql`
          select account_id as "accountId", id, planned, started_at is not null and planned_through is null as "isPlanned"
          from sends where campaign_id = ${campaign.id}`),
      );
    let send = await readSend();
    while (!send.isPlanned) {
      await pause(20);
      send = await readSend();
    }
    const plannedAt = Date.now();
    await sink.reached();
    const { firstAt } = await sink.report();
    await client.call(pauseCampaign, { params: { id: campaign.id } });

    const statements = await countStatements(install, send.accountId, listId);
    const seconds = (ms: number) => Number((ms / 1000).toFixed(2));
    const result = {
      recipients,
      planned: send.planned,
      statements,
      secondsToAnswer: seconds(answeredAt - begun),
      secondsToPlan: seconds(plannedAt - begun),
      secondsToFirstMessage: seconds(firstAt - begun),
      peakRssMb: Math.round(watch.peak.rss),
    };
    say(
      `The click was answered after ${result.secondsToAnswer} s, ${send.planned} recipients were written down in ` +
        `${statements} statements by ${result.secondsToPlan} s, and the first message arrived ` +
        `${result.secondsToFirstMessage} s after the click. Memory of all our processes: ${result.peakRssMb} MB at most.`,
    );
    const problems = send.planned === recipients ? [] : [`${send.planned} of ${recipients} are planned`];
    return { result, problems };
  },
};

/** How many statements the planning of a send takes: counted over a second one of the same audience, which is held. */
async function countStatements(
  { database, makeCampaign }: Install,
  accountId: string,
  listId: string,
): Promise<number> {
  const { id: campaignId } = await makeCampaign(listId, 'news@unsigned.example');
  const { sendId } = await database.asSystem((tx) =>
    tx.one<{ sendId: string }>(sql`
      insert into sends (account_id, id, campaign_id, state, list_ids, snapshot)
      values (${accountId}, gen_random_uuid(), ${campaignId}, 'paused', ${[listId]}::uuid[], '{}')
      returning id as "sendId"`),
  );
  let count = 0;
  const counted = (statement: Sql) => {
    count += 1;
    return statement;
  };
  const counting = (tx: Tx): Tx => ({
    query: (statement) => tx.query(counted(statement)),
    one: (statement) => tx.one(counted(statement)),
    maybeOne: (statement) => tx.maybeOne(counted(statement)),
    execute: (statement) => tx.execute(counted(statement)),
  });
  const plan = campaignJobs({
    database: { ...database, inAccount: (id, work) => database.inAccount(id, (tx) => work(counting(tx))) },
    recordAct: createRecordByProduct(soleKey(Buffer.alloc(32))),
    safeguards: {
      largeSend: 0,
      mailRouteOf: async () => 'sandbox',
      queueSystemMail: async () => {},
      baseUrl: '',
    },
  })['campaigns.plan-send']!;
  await plan({ accountId, campaignId, sendId }, { signal: new AbortController().signal });
  return count;
}
