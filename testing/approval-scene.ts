import { requireApproval } from '#server/accounts/contract.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import * as contract from '#server/campaigns/contract.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import type { TestApp } from './app.ts';

/** What tests of approval begin with: an account that wants it, an owner and two editors, and a draft that could go out. */
export async function approvalScene(app: TestApp, { required = true } = {}) {
  const owner = await app.newAccount();
  const { accountId } = owner;
  const [ana, bo] = [await app.newMember(accountId, 'editor'), await app.newMember(accountId, 'editor')];
  if (required) await owner.client.call(requireApproval);
  const list = await ana.client.call(createList, { body: { name: 'Readers' } });
  await ana.client.call(createContact, { body: { email: 'cy@people.example', listIds: [list.id] } });
  const draft = await ana.client.call(contract.createCampaign, {
    body: { name: 'Spring', starter: 'letter', includeLists: [list.id] },
  });
  return { accountId, owner, ana, bo, list, draft, params: { id: draft.id } };
}

export const present = (client: ApiClient, { id }: { id: string }) =>
  client.call(contract.getCampaign, { params: { id } });

/** Asks as things stand now. */
export async function ask(client: ApiClient, campaign: { id: string }, comment = 'Please look.') {
  const { id, revision } = await present(client, campaign);
  return await client.call(contract.askForApproval, { params: { id }, body: { revision, comment } });
}

/** Answers the latest request as a browser would: it was read before. */
export async function approve(client: ApiClient, { id }: { id: string }, comment = '') {
  const { request } = await client.call(contract.getApproval, { params: { id } });
  const body = { requestId: request!.id, comment };
  return await client.call(contract.approveCampaign, { params: { id }, body });
}

export async function sendBack(client: ApiClient, { id }: { id: string }, comment = 'The date is wrong.') {
  const { request } = await client.call(contract.getApproval, { params: { id } });
  const body = { requestId: request!.id, comment };
  return await client.call(contract.sendBackCampaign, { params: { id }, body });
}

export async function send(client: ApiClient, campaign: { id: string }) {
  const { id, revision } = await present(client, campaign);
  return await client.call(contract.sendCampaign, { params: { id }, body: { revision } });
}

export async function schedule(client: ApiClient, campaign: { id: string }) {
  const { id, revision } = await present(client, campaign);
  const body = { revision, at: '2099-07-01T09:30', zone: 'UTC' };
  return await client.call(contract.scheduleCampaign, { params: { id }, body });
}

export async function change(
  client: ApiClient,
  campaign: { id: string },
  changed: Record<string, unknown> = { subject: 'Another' },
) {
  const { id, revision } = await present(client, campaign);
  return await client.call(contract.changeCampaign, { params: { id }, body: { revision, ...changed } });
}
