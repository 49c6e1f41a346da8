import { sendCampaign } from '#server/campaigns/contract.ts';
import { ApiFailure, createClient } from '#server/platform/http/index.ts';
import { compare } from './compare.ts';
import { query, readLedger } from './ledger.ts';
import type { Scenario } from './scenario.ts';
import { makeReady, untilSent } from './send-to-many.ts';
import { startVictim } from './victim.ts';

export const race: Scenario = {
  about: 'many parallel requests to send one campaign',
  recipients: 1000,
  times: 50,
  async run({ recipients, times, running, say }) {
    const begun = Date.now();
    const victim = await startVictim(running, { workers: 2, thinkMs: 5 });
    const campaign = await makeReady(victim.address, recipients);
    const { key, campaignId: id, revision } = campaign;
    const answers = await Promise.all(
      Array.from({ length: times }, async () => {
        const client = createClient(victim.address, { apiKey: key });
        try {
          return (await client.call(sendCampaign, { params: { id }, body: { revision } })).state;
        } catch (error) {
          if (error instanceof ApiFailure) return `${error.status} ${error.code}`;
          throw error;
        }
      }),
    );
    const tally = Object.fromEntries(
      [...new Set(answers)].map((answer) => [answer, answers.filter((one) => one === answer).length]),
    );
    say(`${times} requests at once: ${JSON.stringify(tally)}`);
    await untilSent(victim, campaign);
    const [{ runs } = { runs: 0 }] = await query<{ runs: number }>(
      victim.dataDir,
      'select count(*)::int as runs from sends where campaign_id = $1',
      [id],
    );
    const ledger = await readLedger(victim.dataDir, id);
    const receipts = await victim.sink.receipts();
    const { figures, problems } = compare(ledger, receipts, { recipients, kills: 0, begun });
    if (runs !== 1) problems.push(`${runs} runs of one campaign`);
    const unclear = Object.keys(tally).filter((answer) => !/^(sending|sent|409 .+)$/.test(answer));
    if (unclear.length > 0) problems.push(`some were answered ${unclear.join(', ')}`);
    if (!answers.includes('sending')) problems.push('nobody was told that it is being sent');
    return { result: { ...figures, requests: times, runs, answers: tally }, problems };
  },
};
