import { createList } from '#server/audience/contract.ts';
import {
  createCampaign,
  getCampaign,
  getChecks,
  getProgress,
  sendCampaign,
} from '#server/campaigns/contract.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { setUp } from '#server/registration/contract.ts';
import { getReport } from '#server/reports/contract.ts';
import { type Actions, actAsRecipients } from './act-as-recipients.ts';
import { importFile } from './import-file.ts';
import { until } from './until.ts';

/** What the demo prints as its last line. */
export interface DemoResult {
  rows: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  messages: number;
  sent: number;
  failed: number;
  opened: number;
  clicked: number;
  unsubscribed: number;
  seconds: number;
  url: string;
}

export const demoLogin = { email: 'demo@mailminion.example', password: 'mail minion demonstration' };

/**
 * Does the main job over the HTTP API, as a program would: account, list, import, a starter's campaign, send; then acts
 * for a known share of the recipients and reads the report. The figures come from the product's own answers.
 * @param csv the contact file
 */
export async function runDemo(
  url: string,
  csv: { name: string; bytes: Uint8Array },
  say: (line: string) => void,
): Promise<DemoResult> {
  const started = performance.now();
  const client = createClient(url);
  await createTheAccount(client);
  const list = await client.call(createList, {
    body: { name: 'Everyone', description: 'People of the demo' },
  });

  const counts = await importFile(client, list.id, csv, say);
  const campaignId = await writeCampaign(client, list.id);
  await send(client, campaignId, say);
  const did = await actAsRecipients(client, say);
  const { totals } = await readReport(client, campaignId, did);

  return {
    rows: counts.rows,
    accepted: counts.accepted,
    duplicates: counts.duplicates,
    rejected: counts.rejected,
    messages: totals.planned,
    sent: totals.sent,
    failed: totals.failed,
    opened: totals.opened.unique,
    clicked: totals.clicked.unique,
    unsubscribed: totals.unsubscribed,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    url,
  };
}

async function createTheAccount(client: ApiClient): Promise<void> {
  await client.call(setUp, {
    body: {
      ...demoLogin,
      name: 'Dana Demo',
      organisation: 'The Corner Bakery',
      postalAddress: '12 Market Square, 1000 Lisbon, Portugal',
      timeZone: 'Europe/Lisbon',
    },
  });
}

async function writeCampaign(client: ApiClient, listId: string): Promise<string> {
  const { id } = await client.call(createCampaign, {
    body: { name: 'Hello from the demo', starter: 'newsletter', includeLists: [listId] },
  });
  const { canSend, items } = await client.call(getChecks, { params: { id } });
  if (!canSend)
    throw new Error(`The campaign is blocked: ${items.find((item) => item.severity === 'error')?.message}`);
  return id;
}

async function send(client: ApiClient, id: string, say: (line: string) => void): Promise<void> {
  const { revision } = await client.call(getCampaign, { params: { id } });
  await client.call(sendCampaign, { params: { id }, body: { revision } });
  let shown = -1;
  await until('the campaign to be sent', async () => {
    const { state, planned, sent, failed, perSecond } = await client.call(getProgress, { params: { id } });
    const settled = sent + failed;
    if (settled !== shown)
      say(`Sent ${settled} of ${planned}${perSecond ? ` at ${Math.round(perSecond)} a second` : ''}`);
    shown = settled;
    return state === 'sent';
  });
}

/**
 * Events travel in batches, so the report is read until it has caught up.
 * @throws when it does not come to say exactly what was done
 */
async function readReport(client: ApiClient, id: string, did: Actions) {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const report = await client.call(getReport, { params: { id } });
    const { opened, clicked, unsubscribed } = report.totals;
    const told = { opened: opened.unique, clicked: clicked.unique, unsubscribed };
    if (JSON.stringify(told) === JSON.stringify(did)) return report;
    if (performance.now() > deadline) {
      throw new Error(
        `The report says ${JSON.stringify(told)}, but what was done is ${JSON.stringify(did)}.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
