import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getQueue } from '#server/delivery/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { startTestApp } from '#testing/app.ts';
import { sentCampaign } from '#testing/sent-campaign.ts';
import * as contract from './contract.ts';

const app = await startTestApp();
const { database } = app.services;

/** A campaign that was sent: three messages of one range, all of them uncertain. */
async function doubtful() {
  const { client, accountId } = await app.newAccount();
  const { campaignId, sendId, contacts } = await sentCampaign(database, accountId, { state: 'uncertain' });
  const content = JSON.stringify({ kind: 'plain', version: 1, source: 'Hello' });
  await database.asSystem(async (tx) => {
    await tx.execute(sql`update campaigns set content = ${content}::jsonb where id = ${campaignId}`);
    await tx.execute(sql`
      insert into send_ranges (account_id, send_id, first_position, last_position, state, uncertain)
      values (${accountId}, ${sendId}, 1, 3, 'done', 3)`);
  });
  const range = () =>
    database.asSystem((tx) =>
      tx.one(sql`select state, sent, uncertain from send_ranges where send_id = ${sendId}`),
    );
  return { client, params: { id: campaignId }, sendId, contacts, range };
}

test('what is uncertain is sent again: the campaign goes on, and what was opened counts as sent', async () => {
  const { client, params, sendId, range } = await doubtful();
  await database.asSystem((tx) =>
    tx.execute(sql`update messages set opened_at = now() where send_id = ${sendId} and position = 2`),
  );
  const { resent, campaign } = await client.call(contract.resendUncertain, { params, body: {} });
  assert.deepEqual([resent, campaign.state, campaign.finishedAt], [2, 'sending', null]);
  assert.deepEqual(await range(), { state: 'open', sent: 1, uncertain: 0 });
  const { items } = await client.call(getQueue, {});
  assert.deepEqual(
    items.map((item) => [item.campaignId, item.waitingToStart, item.inFlight, item.deferred.count]),
    [[params.id, 2, 0, 0]],
  );
  const again = await client.call(contract.resendUncertain, { params, body: {} });
  assert.equal(again.resent, 0);
});

test('only the people named are written to again', async () => {
  const { client, params, contacts, range } = await doubtful();
  const body = { contactIds: [contacts[0]!.id] };
  const { resent } = await client.call(contract.resendUncertain, { params, body });
  assert.equal(resent, 1);
  assert.deepEqual(await range(), { state: 'open', sent: 0, uncertain: 2 });
});

test('a draft has nothing to send again', async () => {
  const { client } = await app.newAccount();
  const { id } = await client.call(contract.createCampaign, { body: { name: 'Draft' } });
  await assert.rejects(client.call(contract.resendUncertain, { params: { id }, body: {} }), {
    code: 'wrong_state',
  });
});
