import { setTimeout as pause } from 'node:timers/promises';
import { createApiKey, keyScopes } from '#server/accounts/contract.ts';
import { createList, readImport, startImport, uploadImport } from '#server/audience/contract.ts';
import {
  changeCampaign,
  createCampaign,
  getProgress,
  type Progress,
  sendCampaign,
} from '#server/campaigns/contract.ts';
import { type ApiClient, createClient, readAnswer } from '#server/platform/http/index.ts';
import { setUp } from '#server/registration/contract.ts';
import { logIn } from '#server/sign-in/contract.ts';
import { person } from '../app.ts';
import { personAt } from './compare.ts';

export type ReadyCampaign = { key: string; listId: string; campaignId: string; revision: number };

/** Sets an empty install up, through its API alone, and makes a campaign to that many people ready to go. */
export async function makeReady(
  address: string,
  recipients: number,
  addressOf = personAt,
): Promise<ReadyCampaign> {
  const visitor = createClient(address);
  await visitor.call(setUp, { body: person });
  const { key } = await visitor.call(createApiKey, { body: { name: 'chaos', scopes: [...keyScopes] } });
  const everybody = Array.from({ length: recipients }, (_, index) => addressOf(index));
  const client = createClient(address, { apiKey: key });
  const listId = await importPeople(client, everybody);
  return { key, listId, ...(await makeCampaign(client, listId)) };
}

/** The same, and lets it go. */
export async function sendToMany(address: string, recipients: number): Promise<ReadyCampaign> {
  const campaign = await makeReady(address, recipients);
  await letGo(address, campaign);
  return campaign;
}

export async function letGo(
  address: string,
  { key, campaignId: id, revision }: ReadyCampaign,
): Promise<void> {
  await createClient(address, { apiKey: key }).call(sendCampaign, { params: { id }, body: { revision } });
}

/** What only the operator may, logged in. */
export async function asOperator(address: string): Promise<ApiClient> {
  const operator = createClient(address);
  await operator.call(logIn, { body: { email: person.email, password: person.password } });
  return operator;
}

export async function makeCampaign(client: ApiClient, listId: string) {
  const draft = await client.call(createCampaign, {
    body: { name: 'To many', starter: 'letter', subject: 'Hello', includeLists: [listId] },
  });
  const { id, revision } = await client.call(changeCampaign, {
    params: { id: draft.id },
    body: { revision: draft.revision, fromName: person.name, fromEmail: person.email },
  });
  return { campaignId: id, revision };
}

/** Where the run stands; undefined while the product cannot say. */
export async function progressOf(
  address: string,
  { key, campaignId }: ReadyCampaign,
): Promise<Progress | undefined> {
  try {
    return await createClient(address, { apiKey: key }).call(getProgress, { params: { id: campaignId } });
  } catch {
    return undefined;
  }
}

/** Waits until everybody has a verdict. @throws when nothing happens for a while */
export async function untilSent(
  where: { address: string },
  campaign: ReadyCampaign,
  patienceSeconds = 90,
): Promise<void> {
  let [before, since] = [-1, Date.now()];
  for (;;) {
    const progress = await progressOf(where.address, campaign);
    if (progress?.state === 'sent') return;
    if (progress && progress.remaining !== before) [before, since] = [progress.remaining, Date.now()];
    if (Date.now() - since > patienceSeconds * 1000)
      throw new Error(
        `${before} messages are not settled, and nothing happens: ${progress?.waiting?.why ?? progress?.state ?? 'no answer'}.`,
      );
    await pause(200);
  }
}

export async function importPeople(client: ApiClient, addresses: string[]): Promise<string> {
  const { id: listId } = await client.call(createList, { body: { name: `${addresses.length} people` } });
  const upload = await client.fetch(
    uploadImport,
    { query: { listId, fileName: 'many.csv' } },
    ['email', ...addresses].join('\n'),
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
