import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiKey, keyScopes } from '#server/accounts/contract.ts';
import { createContactField, createList } from '#server/audience/contract.ts';
import { changeCampaign, createCampaign, sendCampaign } from '#server/campaigns/contract.ts';
import { installKeys } from '#server/platform/crypto/index.ts';
import { type Database, openDatabase, sql } from '#server/platform/database/index.ts';
import { type ApiClient, createClient } from '#server/platform/http/index.ts';
import { freeLoopbackPort } from '#server/platform/processes/index.ts';
import { getSetup, setUp } from '#server/registration/contract.ts';
import { person } from '../app.ts';
import { type Product, startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { fields, newsletter } from './newsletter.ts';

export type Install = {
  product: Product;
  /** Where it serves, without a slash at its end. */
  address: string;
  client: ApiClient;
  /** The embedded database, past the product. */
  database: Database;
  /** The list with reader1@… to readerN@…, all fields filled. */
  readers(count: number): Promise<string>;
  makeCampaign(listId: string, fromEmail: string): Promise<{ id: string; revision: number }>;
};

/** The whole product as `npm start` runs it, set up, mailing to a server on this machine. */
export async function startInstall(
  settings: Record<string, string>,
  running: AsyncDisposableStack,
): Promise<Install> {
  const folder = await temporaryFolder();
  running.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const dataDir = join(folder, 'data');
  const port = await freeLoopbackPort();
  const product = startProduct({ PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...settings });
  running.defer(async () => {
    product.child.kill('SIGTERM');
    await product.ended;
  });
  // BASE_URL is for recipients: nothing of that name need exist.
  await product.ready();
  const address = `http://127.0.0.1:${port}`;
  const visitor = createClient(address);
  const asks = (await visitor.call(getSetup)).asksForCode;
  const code = asks ? (await product.line(/takes this code: /)).replace(/.*: /, '') : undefined;
  await visitor.call(setUp, { body: { ...person, code } });
  const { key } = await visitor.call(createApiKey, { body: { name: 'Bench', scopes: [...keyScopes] } });
  const client = createClient(address, { apiKey: key });
  for (const body of fields) await client.call(createContactField, { body });

  const database = openDatabase(databaseUrl(dataDir), installKeys(undefined, dataDir).database, {
    connections: 2,
  });
  running.defer(() => database.close());
  const lists = new Map<number, string>();
  return {
    product,
    address,
    client,
    database,
    async readers(count) {
      const made = lists.get(count);
      if (made !== undefined) return made;
      const { id } = await client.call(createList, { body: { name: `${count} readers` } });
      await writePeople(database, id, count);
      lists.set(count, id);
      return id;
    },
    makeCampaign: (listId, fromEmail) => makeCampaign(client, listId, fromEmail),
  };
}

/** Starts the run of a campaign. */
export async function start(
  client: ApiClient,
  { id, revision }: { id: string; revision: number },
): Promise<void> {
  await client.call(sendCampaign, { params: { id }, body: { revision } });
}

function databaseUrl(dataDir: string): string {
  const read = (name: string) => readFileSync(join(dataDir, 'postgres', name), 'utf8');
  return `postgres://mail_minion:${read('password')}@127.0.0.1:${read('port')}/mail_minion`;
}

/** reader1@… to readerN@… on a list, in bulk: an import of a million would be a bench of its own. */
export async function writePeople(database: Database, listId: string, count: number): Promise<void> {
  await database.asSystem(async (tx) => {
    await tx.execute(sql`
      with list as (select account_id, id from lists where id = ${listId}),
      people as (
        insert into contacts (account_id, id, email, email_key, fields)
        select list.account_id, gen_random_uuid(), 'reader' || n || '@sink.example', 'reader' || n || '@sink.example',
          jsonb_build_object('first_name', 'Ada' || n, 'last_name', 'O’Neill', 'city', 'Galway', 'plan', 'Friends',
            'points', n)
        from list, generate_series(1, ${count}::int) n
        on conflict (account_id, email_key) do nothing
      ) select`);
    await tx.execute(sql`
      insert into list_members (account_id, list_id, contact_id, source)
      select l.account_id, l.id, c.id, 'bench' from lists l join contacts c on c.account_id = l.account_id
      where l.id = ${listId} and (c.fields->>'points')::int <= ${count}`);
  });
  await database.asSystem((tx) => tx.query(sql`select analyze_audience()`));
}

async function makeCampaign(client: ApiClient, listId: string, fromEmail: string) {
  const draft = await client.call(createCampaign, {
    body: { name: 'The autumn letter', ...newsletter, includeLists: [listId] },
  });
  const { id, revision } = await client.call(changeCampaign, {
    params: { id: draft.id },
    body: { revision: draft.revision, fromName: 'Harbour Letters', fromEmail },
  });
  return { id, revision };
}
