import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApiKey, type KeyScope, keyScopes } from '#server/accounts/contract.ts';
import { updateContact } from '#server/audience/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient, type RouteContract } from '#server/platform/http/index.ts';
import { startTestApp } from '../app.ts';
import { bodyFor, makeOneOfEach, nameOf, paramsFor } from '../every-route.ts';
import { sentCampaign } from '../sent-campaign.ts';
import { canary } from './victim.ts';

const app = await startTestApp();
const { database } = app.services;
const { client, accountId } = await app.newAccount();
const things = await makeOneOfEach(database, client, accountId);
const failed = await sentCampaign(database, accountId, { state: 'failed', count: 1 });
const waiting = await sentCampaign(database, accountId, { state: 'deferred', count: 1 });
const campaigns = [things.campaign, failed.campaignId, waiting.campaignId];
await putCanaries();

/** What only reads, of what keys open. */
const readable = app.app.contracts.filter(
  ({ method, permission, credentials }) =>
    credentials.includes('apiKey') && (method === 'GET' || permission.endsWith(':read')),
);

/** Where a key is told who the contacts are, by what it reads. */
const named: Record<string, string[]> = {
  'audience:read': [
    'GET /api/contacts',
    'GET /api/contacts/:id',
    'GET /api/contacts/:id/timeline',
    'GET /api/imports/:id',
    'GET /api/imports/:id/rejections.csv',
    'GET /api/suppressions',
  ],
  'reports:read': ['GET /api/campaigns/:id/recipients', 'GET /api/campaigns/:id/recipients.csv'],
};
/** What takes two scopes, or shows more to a key that has another one besides. */
const together = [
  'GET /api/sandbox/messages',
  'GET /api/sandbox/messages/:id',
  'GET /api/sandbox/messages/:id/source',
  'POST /api/campaigns/:id/preview',
];

describe('the people of an account, asked for by a key', () => {
  for (const scope of keyScopes)
    it(`of ${scope} alone`, async () => {
      const reads = scope === 'audience:write' ? 'audience:read' : scope;
      assert.deepEqual(await routesThatName([scope]), named[reads] ?? []);
    });

  it('of all scopes', async () => {
    const all = [...Object.values(named).flat(), ...together];
    assert.deepEqual(await routesThatName([...keyScopes]), all.sort());
  });
});

/** The routes that answer such a key with a word of a contact's. */
async function routesThatName(scopes: KeyScope[]): Promise<string[]> {
  const { key } = await client.call(createApiKey, { body: { name: 'A key', scopes } });
  const program = createClient(app.url, { apiKey: key });
  const found = new Set<string>();
  for (const route of readable)
    for (const campaign of route.path.startsWith('/api/campaigns/:id') ? campaigns : [things.campaign]) {
      const input = { params: paramsFor(route, { ...things, campaign }), body: bodyFor(route, things) };
      const answer = await (await program.fetch(route as RouteContract, input as object)).text();
      if (answer.includes(canary)) found.add(nameOf(route));
    }
  return [...found].sort();
}

/** Makes every contact known by a word: in their address, their values, and what others said of them. */
async function putCanaries(): Promise<void> {
  const said = `550 5.1.1 <${canary}@people.example>: Recipient address rejected`;
  const body = { fields: { first_name: canary } };
  await client.call(updateContact, { params: { id: things.contact }, body });
  await database.asSystem(async (tx) => {
    const change = async (what: ReturnType<typeof sql>) =>
      assert.ok((await tx.execute(sql`${what} where account_id = ${accountId}`)) > 0);
    await change(sql`update contacts set fields = jsonb_build_object('first_name', ${canary}::text),
      email = ${canary} || email, email_key = ${canary} || email_key`);
    await change(sql`update messages set email = ${canary} || email, failure = ${said}, reply = ${said}`);
    await change(sql`update suppressions set email_key = ${canary} || email_key`);
    await change(sql`update sandbox_messages set rcpt_to = ${`${canary}@people.example`},
      raw = ${Buffer.from(`To: ${canary}@people.example\r\n\r\nDear ${canary}`)}`);
    await tx.execute(sql`insert into import_rejections (account_id, import_id, line, reason, cells)
      values (${accountId}, ${things.import}, 2, 'no address', ${JSON.stringify([canary])}::jsonb)`);
    await tx.execute(sql`insert into send_ranges (account_id, send_id, first_position, last_position, failed, deferred)
      values (${accountId}, ${failed.sendId}, 1, 1, 1, 0), (${accountId}, ${waiting.sendId}, 1, 1, 0, 1)`);
    await tx.execute(
      sql`update sends set state = 'sending', finished_at = null where id = ${waiting.sendId}`,
    );
  });
}
