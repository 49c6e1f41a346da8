import * as contract from '#server/audience/contract.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { readAnswer } from '#server/platform/http/index.ts';
import type { TestApp } from './app.ts';
import { runJobs } from './run-jobs.ts';

export type ContactImport = contract.ContactImport;
type Plan = Partial<contract.ImportPlan>;

/** Uploads a file, as the dashboard does. */
export async function uploadList(
  client: ApiClient,
  listId: string,
  file: string | Buffer,
  fileName = 'list.csv',
) {
  const response = await client.fetch(
    contract.uploadImport,
    { query: { listId, fileName } },
    Buffer.from(file as string),
  );
  return (await readAnswer(response)) as ContactImport;
}

/** Uploads a file and imports it by the guessed mapping, or the plan given. */
async function importList(
  app: TestApp,
  client: ApiClient,
  listId: string,
  file: string | Buffer,
  plan: Plan = {},
) {
  const { id, columns } = await uploadList(client, listId, file);
  const mapping = columns.map(({ guess }) => guess);
  await client.call(contract.startImport, { params: { id }, body: { mapping, ...plan } });
  await runJobs(app.services);
  return await client.call(contract.readImport, { params: { id } });
}

/** A new account with a list: `bring` imports a file to it, `contacts` are its members by address. */
export async function accountWithList(app: TestApp) {
  const account = await app.newAccount();
  const { id: listId } = await account.client.call(contract.createList, { body: { name: 'News' } });
  const bring = (file: string | Buffer, plan = {}) => importList(app, account.client, listId, file, plan);
  const contacts = async () => {
    const { items } = await account.client.call(contract.listContacts, {
      query: { listId, sort: 'email', limit: 200 },
    });
    return items;
  };
  return { ...account, listId, bring, contacts };
}
