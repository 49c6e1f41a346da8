import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApiKey } from '#server/accounts/contract.ts';
import { createContact, createList, uploadImport } from '#server/audience/contract.ts';
import { createCampaign } from '#server/campaigns/contract.ts';
import { createDkimKey } from '#server/delivery/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { type ApiClient, type RouteContract, readAnswer } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { startTestApp } from './app.ts';

const app = await startTestApp();
const owner = await app.newAccount();
const stranger = await app.newAccount();
const things = await makeOneOfEach(owner.client, owner.accountId);

/** Which of the owner's things a path speaks of, by how it begins. A new kind of path needs its line here. */
const subjects: [string, Record<string, string>][] = [
  ['/api/lists/:id/members/:contactId', { id: things.list, contactId: things.contact }],
  ['/api/lists/:id', { id: things.list }],
  ['/api/contacts/:id/lists/:listId', { id: things.contact, listId: things.list }],
  ['/api/contacts/:id', { id: things.contact }],
  ['/api/contact-fields/:key', { key: 'favourite_colour' }],
  ['/api/suppressions/:email', { email: 'gone@people.example' }],
  ['/api/imports/:id', { id: things.import }],
  ['/api/campaigns/:id', { id: things.campaign }],
  ['/api/api-keys/:id', { id: things.apiKey }],
  ['/api/dkim-keys/:id', { id: things.dkimKey }],
  ['/api/sandbox/messages/:id', { id: things.sandboxMessage }],
];

/** A body that would be accepted, so that it is the stranger who is refused and not the body. */
const content = { kind: 'plain', version: 1, source: 'Hello' };
const bodies: Record<string, unknown> = {
  'PATCH /api/lists/:id': { name: 'Taken over' },
  'PATCH /api/contacts/:id': { fields: { first_name: 'Taken' } },
  'POST /api/contacts/:id/lists': { listId: things.list },
  'PUT /api/contacts/:id/lists/:listId': {},
  'POST /api/contacts/:id/resubscribe': { note: 'Asked us by phone to be put back.' },
  'PATCH /api/contact-fields/:key': { label: 'Taken over' },
  'PATCH /api/imports/:id': { format: { encoding: 'utf-8', delimiter: ',', header: true } },
  'POST /api/imports/:id/check': { mapping: [{ to: 'email' }] },
  'POST /api/imports/:id/start': { mapping: [{ to: 'email' }] },
  'PATCH /api/campaigns/:id': { revision: 1, name: 'Taken over' },
  'POST /api/campaigns/:id/preview': { subject: 'Hi', preheader: '', content },
  'POST /api/campaigns/:id/test': { to: ['me@people.example'] },
  'POST /api/campaigns/:id/send': { revision: 1 },
  'POST /api/campaigns/:id/schedule': { revision: 1, at: '2099-01-01T09:00', zone: 'UTC' },
};

const nameOf = (contract: RouteContract) => `${contract.method} ${contract.path}`;
const isApi = (contract: RouteContract) => contract.path.startsWith('/api/');

describe('every route of the API', () => {
  it('is public only where it must be', () => {
    const open = app.app.contracts
      .filter((contract) => contract.permission === 'public' && isApi(contract))
      .map(nameOf);
    assert.deepEqual(open.sort(), ['GET /api/setup', 'POST /api/session', 'POST /api/setup']);
  });

  for (const contract of app.app.contracts.filter((route) => route.permission !== 'public')) {
    it(`${nameOf(contract)} asks a visitor to log in`, async () => {
      assert.equal(await status(app.visitor(), contract), 401);
    });
  }
});

describe('a stranger', () => {
  for (const contract of app.app.contracts.filter((route) => isApi(route) && route.params)) {
    it(`finds nothing at ${nameOf(contract)}`, async () => {
      assert.equal(await status(stranger.client, contract), 404);
    });
  }

  it('leaves everything as it was', async () => {
    const { names } = await app.services.database.inAccount(owner.accountId, (tx) =>
      tx.one<{ names: string[] }>(
        sql`select array_agg(name order by name) as names from (select name from lists union select name from campaigns) all_names`,
      ),
    );
    assert.deepEqual(names, ['A campaign', 'A list']);
  });
});

async function status(client: ApiClient, contract: RouteContract): Promise<number> {
  const params = contract.params ? subjects.find(([path]) => contract.path.startsWith(path))?.[1] : undefined;
  if (contract.params && !params)
    assert.fail(`${nameOf(contract)}: say in subjects which thing of the owner it is about`);
  const body = bodies[nameOf(contract)];
  if (contract.body && contract.params && !body)
    assert.fail(`${nameOf(contract)}: add a body that would be accepted to bodies`);
  const answer = await client.fetch(contract, { params, ...(body ? { body } : {}) } as object);
  await answer.body?.cancel();
  return answer.status;
}

async function makeOneOfEach(client: ApiClient, accountId: string) {
  const list = await client.call(createList, { body: { name: 'A list' } });
  const contact = await client.call(createContact, {
    body: { email: 'ana@people.example', listIds: [list.id] },
  });
  const upload = await client.fetch(
    uploadImport,
    { query: { listId: list.id, fileName: 'a.csv' } },
    'email\nbo@people.example\n',
  );
  const campaign = await client.call(createCampaign, { body: { name: 'A campaign', starter: 'newsletter' } });
  const { apiKey } = await client.call(createApiKey, { body: { name: 'A key' } });
  const dkimKey = await client.call(createDkimKey, { body: { domain: 'people.example' } });
  const sandboxMessage = newId();
  await app.services.database.inAccount(accountId, async (tx) => {
    await tx.execute(sql`
      insert into sandbox_messages (account_id, id, mail_from, rcpt_to, size, raw)
      values (${accountId}, ${sandboxMessage}, 'a@b.example', 'c@d.example', 1, ${Buffer.from('x')})`);
    await tx.execute(
      sql`insert into contact_fields (account_id, key, label, type) values (${accountId}, 'favourite_colour', 'Favourite colour', 'text')`,
    );
    await tx.execute(
      sql`insert into suppressions (account_id, email_key, reason) values (${accountId}, 'gone@people.example', 'manual')`,
    );
  });
  return {
    list: list.id,
    contact: contact.id,
    import: ((await readAnswer(upload)) as { id: string }).id,
    campaign: campaign.id,
    apiKey: apiKey.id,
    dkimKey: dkimKey.id,
    sandboxMessage,
  };
}
