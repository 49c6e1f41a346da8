import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { testDatabase } from '#testing/database.ts';
import { bareAccount, type SentCampaign, sentCampaign } from '#testing/sent-campaign.ts';
import type { CapturedEvent } from '../capture/captured-event.ts';
import { createIngest } from './ingest-events.ts';
import type { RecordedEvent } from './recorded-event.ts';

const { database } = await testDatabase();
const accountId = await bareAccount(database);
const noon = Date.UTC(2026, 10, 20, 12);

test('storing a batch twice counts it once and tells subscribers once', async () => {
  const { sent, told, ingest } = await scene();
  const batch = [event(sent, 1, 'opened'), event(sent, 1, 'opened', 5), event(sent, 2, 'clicked', 6)];
  await ingest(batch);
  await ingest(batch);
  assert.deepEqual(await message(sent, 1), {
    opens: 2,
    clicks: 0,
    opened: true,
    clicked: false,
    left: false,
  });
  // Whoever clicked has read, whether or not the picture was loaded.
  assert.deepEqual(await message(sent, 2), { opens: 0, clicks: 1, opened: true, clicked: true, left: false });
  assert.deepEqual(
    told.map(({ kind, contactId, email }) => [kind, contactId, email]),
    batch.map(({ kind, position }) => [kind, at(sent, position).id, at(sent, position).email]),
  );
});

test('events of a message that does not exist do not hold up the others', async () => {
  const { sent, told, ingest } = await scene();
  const gone = { ...event(sent, 1, 'unsubscribed'), sendId: newId() };
  const noAccount = { ...event(sent, 1, 'opened'), accountId: newId() };
  await ingest([
    gone,
    noAccount,
    { ...event(sent, 1, 'opened'), position: 4_294_967_295 },
    event(sent, 1, 'opened'),
  ]);
  assert.equal(told.length, 1);
  assert.equal((await message(sent, 1)).opens, 1);
});

test('where tracking is off nothing is recorded, but leaving is', async () => {
  const { sent, told, ingest } = await scene({ trackOpens: false, trackClicks: false });
  await ingest([event(sent, 1, 'opened'), event(sent, 1, 'clicked'), event(sent, 1, 'unsubscribed')]);
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['unsubscribed'],
  );
});

test('machines are kept apart from people', async () => {
  const { sent, ingest } = await scene();
  await ingest([
    { ...event(sent, 1, 'opened'), machine: true },
    { ...event(sent, 1, 'clicked'), machine: true },
  ]);
  assert.deepEqual(await message(sent, 1), {
    opens: 0,
    clicks: 0,
    opened: false,
    clicked: false,
    left: false,
  });
  const { seen } = await one<{ seen: boolean }>(
    sql`select machine_opened_at is not null as seen from messages where send_id = ${sent.sendId} and position = 1`,
  );
  assert.equal(seen, true);
});

test('three links within two seconds are taken back as a scanner’s, also those stored before', async () => {
  const { sent, told, ingest } = await scene();
  const click = (page: string, second: number) => ({
    ...event(sent, 1, 'clicked', second),
    url: `https://shop.example/${page}`,
  });
  await ingest([click('a', 0), click('b', 0.5)]);
  assert.equal((await message(sent, 1)).clicks, 2);
  await ingest([click('c', 1.9), event(sent, 2, 'clicked')]);
  assert.deepEqual(await message(sent, 1), {
    opens: 0,
    clicks: 0,
    opened: false,
    clicked: false,
    left: false,
  });
  assert.equal((await message(sent, 2)).clicks, 1);
  assert.deepEqual(told.at(-1)?.machine, true);
  // The person comes later and counts.
  await ingest([click('a', 30)]);
  assert.deepEqual(await message(sent, 1), { opens: 0, clicks: 1, opened: true, clicked: true, left: false });
});

test('leaving is recorded once, however often it is asked for', async () => {
  const { sent, told, ingest } = await scene();
  await ingest([event(sent, 1, 'unsubscribed'), event(sent, 1, 'unsubscribed', 1)]);
  await markUnsubscribed(sent, 1);
  await ingest([event(sent, 1, 'unsubscribed', 9)]);
  assert.equal(told.length, 1);
  assert.equal((await message(sent, 1)).left, true);
});

test('staying undoes a leaving by the same mail and nothing else', async () => {
  const { sent, told, ingest } = await scene();
  await ingest([event(sent, 1, 'resubscribed')]);
  assert.equal(told.length, 0);
  await ingest([event(sent, 1, 'unsubscribed', 1)]);
  await ingest([event(sent, 1, 'resubscribed', 2)]);
  assert.equal((await message(sent, 1)).left, false);
  await ingest([event(sent, 2, 'unsubscribed', 3), event(sent, 2, 'resubscribed', 4)]);
  assert.equal((await message(sent, 2)).left, false);
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['unsubscribed', 'resubscribed', 'unsubscribed', 'resubscribed'],
  );
});

test('leaving works when the contact or the whole campaign is deleted', async () => {
  const { sent, told, ingest } = await scene();
  await run(sql`delete from contacts where id = ${at(sent, 1).id}`);
  await ingest([event(sent, 1, 'unsubscribed')]);
  assert.deepEqual([told[0]?.contactId, told[0]?.email], [null, at(sent, 1).email]);
  await run(sql`delete from campaigns where id = ${sent.campaignId}`);
  await ingest([{ ...event(sent, 2, 'unsubscribed'), contactId: at(sent, 2).id }]);
  assert.deepEqual([told[1]?.contactId, told[1]?.email], [at(sent, 2).id, at(sent, 2).email]);
});

test('a subscriber that fails keeps the whole batch out', async () => {
  const { sent } = await scene();
  const failing = createIngest(database, [
    async () => {
      throw new Error('not now');
    },
  ]);
  await assert.rejects(failing([event(sent, 1, 'opened')]), /not now/);
  assert.equal((await message(sent, 1)).opens, 0);
});

test('two processes storing events of the same messages at once lose none', async () => {
  const { sent, ingest } = await scene({ count: 20 });
  const batch = () => sent.contacts.map(({ position }) => event(sent, position, 'opened'));
  await Promise.all(Array.from({ length: 6 }, (_, turn) => ingest(turn % 2 ? batch().reverse() : batch())));
  for (const { position } of sent.contacts) assert.equal((await message(sent, position)).opens, 6);
});

async function scene(options: Parameters<typeof sentCampaign>[2] = {}) {
  const sent = await sentCampaign(database, accountId, options);
  const told: RecordedEvent[] = [];
  const ingest = createIngest(database, [async (_tx, events) => void told.push(...events)]);
  return { sent, told, ingest };
}

function event(sent: SentCampaign, position: number, kind: CapturedEvent['kind'], second = 0): CapturedEvent {
  return {
    id: newId(),
    at: new Date(noon + second * 1000).toISOString(),
    kind,
    accountId: sent.accountId,
    sendId: sent.sendId,
    position,
    contactId: null,
    url: kind === 'clicked' ? 'https://shop.example/' : null,
    machine: false,
    detail: { ip: '192.0.2.0/24', userAgent: 'test', client: 'Other' },
  };
}

const at = (sent: SentCampaign, position: number) => sent.contacts[position - 1]!;
const one = <Row>(statement: Parameters<Parameters<Parameters<Database['asSystem']>[0]>[0]['one']>[0]) =>
  database.asSystem((tx) => tx.one<Row>(statement));
const run = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));

const markUnsubscribed = (sent: SentCampaign, position: number) =>
  run(sql`update contacts set status = 'unsubscribed' where id = ${at(sent, position).id}`);

const message = (sent: SentCampaign, position: number) =>
  one<{ opens: number; clicks: number; opened: boolean; clicked: boolean; left: boolean }>(sql`
    select open_count as opens, click_count as clicks, opened_at is not null as opened,
           clicked_at is not null as clicked, unsubscribed_at is not null as left
      from messages where send_id = ${sent.sendId} and position = ${position}`);
