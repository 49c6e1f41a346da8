import { setTimeout as pause } from 'node:timers/promises';
import { createApiKey, setUp } from '#server/accounts/contract.ts';
import { createList, readImport, startImport, uploadImport } from '#server/audience/contract.ts';
import {
  changeCampaign,
  createCampaign,
  getProgress,
  type Progress,
  sendCampaign,
} from '#server/campaigns/contract.ts';
import { type ApiClient, createClient, readAnswer } from '#server/platform/http/index.ts';
import { person } from '../app.ts';

export type SentCampaign = { key: string; campaignId: string };

/** Sets an empty install up, through its API alone, and starts a campaign to that many people. */
export async function sendToMany(address: string, recipients: number): Promise<SentCampaign> {
  const visitor = createClient(address);
  await visitor.call(setUp, { body: person });
  const { key } = await visitor.call(createApiKey, { body: { name: 'crash test' } });
  const client = createClient(address, { apiKey: key });
  const listId = await importPeople(client, recipients);
  const draft = await client.call(createCampaign, {
    body: { name: 'To many', starter: 'letter', subject: 'Hello', includeLists: [listId] },
  });
  const { id, revision } = await client.call(changeCampaign, {
    params: { id: draft.id },
    body: { revision: draft.revision, fromName: person.name, fromEmail: person.email },
  });
  await client.call(sendCampaign, { params: { id }, body: { revision } });
  return { key, campaignId: id };
}

/** Where the run stands. */
export function progressOf(address: string, { key, campaignId }: SentCampaign): Promise<Progress> {
  return createClient(address, { apiKey: key }).call(getProgress, { params: { id: campaignId } });
}

async function importPeople(client: ApiClient, count: number): Promise<string> {
  const { id: listId } = await client.call(createList, { body: { name: 'Many' } });
  const rows = Array.from({ length: count }, (_, index) => `person${index}@list.example`);
  const upload = await client.fetch(
    uploadImport,
    { query: { listId, fileName: 'many.csv' } },
    ['email', ...rows].join('\n'),
  );
  const { id } = (await readAnswer(upload)) as { id: string };
  const { columns } = await client.call(readImport, { params: { id } });
  await client.call(startImport, {
    params: { id },
    body: { mapping: columns.map((column) => column.guess) },
  });
  for (;;) {
    const { state, error } = await client.call(readImport, { params: { id } });
    if (state === 'done') return listId;
    if (state === 'failed') throw new Error(`The import failed: ${error}`);
    await pause(50);
  }
}
