import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getProgress, pauseCampaign, resumeCampaign } from '#server/campaigns/contract.ts';
import { createDkimKey } from '#server/delivery/contract.ts';
import { loadConfig } from '#server/platform/config/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { startPart } from '../part.ts';
import { checkSample, type Records, readSample } from './check-samples.ts';
import { type Install, start, startInstall } from './install.ts';
import type { Bench, BenchOptions } from './options.ts';
import { describe, type Phase, type Slices, summarise } from './send-report.ts';
import { type DkimOption, startReference } from './start-reference.ts';
import { type Sample, type Sink, type SinkReport, startSink } from './start-sink.ts';
import { type Usage, watchProduct } from './watch-product.ts';

const SIGNED_FROM = 'news@signed.example';
const UNSIGNED_FROM = 'news@unsigned.example';
const SELECTOR = 'bench';
/** Connections nodemailer is tried with; it is measured with those that suit it best. */
const REFERENCE_CONNECTIONS = [5, 10, 20];
/** Messages that nodemailer will send as well, and those of each kind that are sent after them before it counts. */
const WARM_UP = { samples: 200, messages: 5_000 };
const SAMPLES = 20;
/** Our campaign is paused and resumed as often, less one, and the others have their turns in between. */
const SLICES = 2;

export const sendBench: Bench = {
  about: 'sends a campaign from the ledger to a mail server, against nodemailer and the signing rate',
  recipients: 20_000,
  async run(options) {
    const { recipients, running, say } = options;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const dkim: DkimOption = { domainName: 'signed.example', keySelector: SELECTOR, privateKey: pem };
    const seconds = Math.min(5, Math.max(0.2, recipients / 4000));

    const sink = await startSink(running);
    const install = await startInstall(settingsOf(options, sink), running);
    const records = await makeKey(install);
    say('Warming up …');
    const { messages, problems } = await warmUp(install, sink, Math.min(recipients, WARM_UP.messages));
    const reference = await startReference(running, { port: sink.port, messages });
    const { part: signer } = await startPart(join(import.meta.dirname, 'signing-rate.ts'), running);
    const watch = await watchProduct(install.product.child.pid!, running);
    const listId = await install.readers(recipients);

    const measure = async (name: string, from: string, withDkim: DkimOption | undefined): Promise<Phase> => {
      const rates: number[] = [];
      const theirs: Slices = [];
      const connections = await bestConnections(withDkim);
      const turnOfTheOthers = async () => {
        if (withDkim) {
          const answer = await signer.ask<{ perSecond: number }>({ seconds: seconds / 2, privateKey: pem });
          rates.push(answer.perSecond);
        }
        theirs.push(await runReference(connections, seconds, withDkim));
      };
      say(`${name}: ${recipients} messages, in turns with nodemailer over ${connections} connections …`);
      const ours = await runCampaign(name, from, turnOfTheOthers);
      return { ...ours, theirs, referenceConnections: connections, signingRates: rates };
    };

    const runReference = async (
      connections: number,
      forSeconds: number,
      withDkim: DkimOption | undefined,
    ) => {
      await sink.begin({ campaign: 'reference' });
      const { cpuMs } = await reference.run({
        seconds: forSeconds,
        connections,
        ...(withDkim && { dkim: withDkim }),
      });
      return { ...(await sink.report()), usage: { product: cpuMs, database: 0 } };
    };
    const bestConnections = async (withDkim: DkimOption | undefined) => {
      let best = { connections: 0, rate: 0 };
      for (const connections of REFERENCE_CONNECTIONS) {
        const { received, firstAt, lastAt } = await runReference(connections, seconds / 2, withDkim);
        const rate = received / (lastAt - firstAt);
        if (rate > best.rate) best = { connections, rate };
      }
      return best.connections;
    };

    const runCampaign = async (name: string, from: string, turnOfTheOthers: () => Promise<void>) => {
      const campaign = await install.makeCampaign(listId, from);
      const params = { id: campaign.id };
      const ours: Slices = [];
      let [startedAt, planSeconds] = [0, 0];
      for (let slice = 1; slice <= SLICES; slice++) {
        await turnOfTheOthers();
        const before = ours.reduce((sum, { received }) => sum + received, 0);
        const goal = slice === SLICES ? recipients : Math.floor((recipients * slice) / SLICES);
        await sink.begin({
          campaign: name,
          recipients,
          sampleEvery: Math.max(1, Math.floor(recipients / SAMPLES)),
          notifyAt: goal - before,
        });
        const begun = await watch.cpu();
        if (slice === 1) {
          startedAt = Date.now();
          await start(install.client, campaign);
          planSeconds = await planned(install, campaign.id, startedAt);
        } else {
          await install.client.call(resumeCampaign, { params });
        }
        await sink.reached();
        if (slice < SLICES) {
          await install.client.call(pauseCampaign, { params });
          await untilNothingMoves(sink);
        } else {
          await untilSent(install, campaign.id);
        }
        ours.push({ ...(await sink.report()), usage: since(begun, await watch.cpu()) });
      }
      await turnOfTheOthers();
      const secondsToFirstMessage = (ours[0]!.firstAt - startedAt) / 1000;
      problems.push(...(await whatWentWrong(install, campaign.id, ours, recipients)));
      const samples = ours.flatMap(({ samples }) => samples);
      for (const sample of samples)
        problems.push(...(await checkSample(sample, from === SIGNED_FROM ? records : undefined)));
      return { ours, planSeconds, secondsToFirstMessage, checked: samples.length };
    };

    const signed = await measure('signed', SIGNED_FROM, dkim);
    const unsigned = await measure('unsigned', UNSIGNED_FROM, undefined);
    const connections = options.connections ?? loadConfig({}).smtpConnections;
    const result = summarise({ signed, unsigned, peak: watch.peak, recipients, connections });
    say(describe(result, { signed, unsigned }));
    return { result, problems: [...new Set(problems)] };
  },
};

function settingsOf({ connections, workers }: BenchOptions, sink: Sink): Record<string, string> {
  return {
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
    BASE_URL: 'https://mail.harbour.example',
    ...(connections && { SMTP_CONNECTIONS: String(connections) }),
    ...(workers && { WORKERS: String(workers) }),
  };
}

/** A key of the product's own making for the signed campaign, and the DNS record of it. */
async function makeKey({ client }: Install): Promise<Records> {
  const { record } = await client.call(createDkimKey, {
    body: { domain: 'signed.example', selector: SELECTOR, algorithm: 'rsa-sha256' },
  });
  return { [record.name]: record.value };
}

/**
 * Small campaigns first, as nodemailer has its first turns while its number of connections is found: what runs all the
 * time is compiled by then. The messages of the first are what nodemailer will send.
 */
async function warmUp(install: Install, sink: Sink, more: number) {
  const samples = await warmUpWith(install, sink, {
    from: UNSIGNED_FROM,
    count: WARM_UP.samples,
    sampleEvery: 1,
  });
  for (const from of [SIGNED_FROM, UNSIGNED_FROM])
    await warmUpWith(install, sink, { from, count: more, sampleEvery: 0 });
  const problems = (await Promise.all(samples.map((sample) => checkSample(sample, undefined)))).flat();
  const messages = await Promise.all(
    samples.map(async (sample) => {
      const { number: _, to: __, ...message } = await readSample(sample);
      return message;
    }),
  );
  return { problems, messages };
}

async function warmUpWith(
  install: Install,
  sink: Sink,
  { from, count, sampleEvery }: { from: string; count: number; sampleEvery: number },
): Promise<Sample[]> {
  const listId = await install.readers(count);
  const campaign = await install.makeCampaign(listId, from);
  await sink.begin({ campaign: campaign.id, recipients: count, sampleEvery, notifyAt: count });
  await start(install.client, campaign);
  await sink.reached();
  await untilSent(install, campaign.id);
  return (await sink.report()).samples;
}

/** Seconds from the click until all recipients are written down. */
async function planned({ database }: Install, campaignId: string, startedAt: number): Promise<number> {
  for (;;) {
    const row = await database.asSystem((tx) =>
      tx.maybeOne<{ done: boolean }>(
        sql`select started_at is not null and planned_through is null as done from sends where campaign_id = ${campaignId}`,
      ),
    );
    if (row?.done) return (Date.now() - startedAt) / 1000;
    await pause(20);
  }
}

/** A paused campaign's messages under way are few and arrive within moments. */
async function untilNothingMoves(sink: Sink): Promise<void> {
  for (let before = -1; ; ) {
    const { received } = await sink.report();
    if (received === before) return;
    before = received;
    await pause(500);
  }
}

async function untilSent({ client }: Install, id: string): Promise<void> {
  const patience = Date.now() + 60_000;
  for (;;) {
    const { state, remaining, waiting } = await client.call(getProgress, { params: { id } });
    if (state === 'sent') return;
    if (Date.now() > patience)
      throw new Error(`${remaining} messages are not settled (${waiting?.why ?? state}).`);
    await pause(200);
  }
}

async function whatWentWrong(
  { client }: Install,
  id: string,
  ours: SinkReport[],
  recipients: number,
): Promise<string[]> {
  const { missing, doubled } = ours.at(-1)!;
  const strangers = ours.reduce((sum, report) => sum + report.strangers, 0);
  const { sent } = await client.call(getProgress, { params: { id } });
  const counts = { missing, doubled, strangers, 'not sent by the ledger': recipients - sent };
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${count} of ${recipients} are ${what}`);
}

function since(before: Usage, after: Usage): Usage {
  return { product: after.product - before.product, database: after.database - before.database };
}
