import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { type CapturedEvent, createIngest } from '#server/tracking/index.ts';
import { testDatabase } from '#testing/database.ts';
import { bareAccount, type SentCampaign, sentCampaign } from '#testing/sent-campaign.ts';
import { until } from '#testing/until.ts';
import { holdForArrivals, trackingSubscribers } from './subscriptions.ts';

const { database } = await testDatabase();
const ingest = createIngest(database, trackingSubscribers, holdForArrivals);

test('leaving everything ends all lists and suppresses the address; the timeline tells it once', async () => {
  const { sent, otherList } = await scene();
  await ingest([choice(sent, 'unsubscribed')]);
  assert.deepEqual(await standing(sent), {
    status: 'unsubscribed',
    suppressed: true,
    lists: [],
    events: ['unsubscribed'],
  });
  assert.deepEqual(await leftLists(sent), [sent.listId, otherList].sort());
});

test('leaving the list of a mail leaves the others alone', async () => {
  const { sent, otherList } = await scene();
  await ingest([choice(sent, 'left_list')]);
  assert.deepEqual(await standing(sent), {
    status: 'subscribed',
    suppressed: false,
    lists: [otherList],
    events: ['left_list'],
  });
});

test('a mistake is taken back: exactly what this mail’s link did, not what was left before', async () => {
  const { sent, otherList } = await scene();
  const before = await standing(sent);
  await ingest([choice(sent, 'left_list', 1)]);
  await ingest([choice(sent, 'unsubscribed', 2)]);
  await ingest([choice(sent, 'resubscribed', 3)]);
  const events = ['left_list', 'unsubscribed', 'resubscribed'];
  assert.deepEqual(await standing(sent), { ...before, events });

  await run(sql`update list_members set status = 'unsubscribed' where list_id = ${otherList}`);
  await ingest([choice(sent, 'unsubscribed', 4), choice(sent, 'resubscribed', 5)]);
  assert.deepEqual((await standing(sent)).lists, [sent.listId]);
});

test('leaving and coming back over and over is done each time, and keeps the first, the last and what each day ended with', async () => {
  const { sent } = await scene();
  const before = await standing(sent);
  const day = 86_400;
  for (let turn = 0; turn < 30; turn++) {
    await ingest([choice(sent, 'left_list', turn * 10)]);
    await ingest([choice(sent, 'unsubscribed', turn * 10 + 1)]);
    assert.deepEqual((await standing(sent)).lists, []);
    await ingest([choice(sent, 'resubscribed', turn * 10 + 2)]);
    assert.deepEqual((await standing(sent)).lists, before.lists);
  }
  const events = () =>
    database.asSystem((tx) =>
      tx.query<{ second: number }>(sql`
        select extract(epoch from at - ${choice(sent, 'opened').at}::timestamptz)::int as second from events
        where account_id = ${sent.accountId} order by at`),
    );
  const seconds = async () => (await events()).map(({ second }) => second);
  assert.deepEqual(await seconds(), [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 292]);
  // All at once, a day later: what came last holds.
  const flood = Array.from({ length: 200 }, (_, n) =>
    choice(sent, n % 2 ? 'resubscribed' : 'unsubscribed', day + n),
  );
  await ingest([...flood, choice(sent, 'unsubscribed', day + 200)]);
  assert.deepEqual((await seconds()).slice(10), [292, day + 199, day + 200]);
  assert.deepEqual((await standing(sent)).status, 'unsubscribed');
  await ingest([choice(sent, 'resubscribed', day + 300), choice(sent, 'left_list', day + 301)]);
  assert.deepEqual(
    (await standing(sent)).lists,
    before.lists.filter((id) => id !== sent.listId),
  );
});

test('leaving again while gone is no news, whatever became of the contact', async () => {
  const { sent } = await scene();
  for (const [second, kind] of (['left_list', 'left_list', 'unsubscribed', 'left_list'] as const).entries())
    await ingest([choice(sent, kind, second)]);
  assert.deepEqual((await standing(sent)).events, ['left_list', 'unsubscribed']);
  const other = (await scene()).sent;
  const { accountId, contacts } = other;
  await run(sql`update contacts set status = 'bounced' where account_id = ${accountId}`);
  await run(
    sql`insert into suppressions (account_id, email_key, reason) values (${accountId}, ${contacts[0]!.email}, 'bounced')`,
  );
  for (const second of [1, 2, 3]) await ingest([choice(other, 'unsubscribed', second)]);
  assert.deepEqual((await standing(other)).events, ['unsubscribed']);
  await run(sql`delete from contacts where account_id = ${accountId}`);
  for (const kind of ['resubscribed', 'unsubscribed', 'resubscribed'] as const)
    await ingest([choice(other, kind, 9)]);
  const { count } = await database.asSystem((tx) =>
    tx.one<{ count: number }>(sql`select count(*) as count from events where account_id = ${accountId}`),
  );
  assert.equal(count, 1);
});

test('a complaint made since is not taken back', async () => {
  const { sent } = await scene();
  await ingest([choice(sent, 'unsubscribed')]);
  await run(sql`update suppressions set reason = 'complained' where account_id = ${sent.accountId}`);
  await ingest([choice(sent, 'resubscribed', 1)]);
  assert.deepEqual(await standing(sent), {
    status: 'unsubscribed',
    suppressed: true,
    lists: [],
    events: ['unsubscribed', 'resubscribed'],
  });
});

test('whoever left after their contact was deleted stays away when imported again', async () => {
  const { sent } = await scene();
  await run(sql`delete from contacts where id = ${sent.contacts[0]!.id}`);
  await ingest([choice(sent, 'left_list')]);
  const suppressed = await database.asSystem((tx) =>
    tx.one(
      sql`select reason from suppressions where account_id = ${sent.accountId} and email_key = ${sent.contacts[0]!.email}`,
    ),
  );
  assert.deepEqual(suppressed, { reason: 'unsubscribed' });
});

test('a message whose fate was uncertain has arrived when a person opens it', async () => {
  const { sent } = await scene();
  const { sendId } = sent;
  await run(
    sql`update messages set state = 'uncertain', failure = 'The answer was lost.' where send_id = ${sendId}`,
  );
  await run(sql`
    insert into send_ranges (account_id, send_id, first_position, last_position, state, uncertain)
    values (${sent.accountId}, ${sendId}, 1, 1, 'done', 1)`);
  const fate = () =>
    database.asSystem((tx) =>
      tx.one(sql`
        select m.state, m.failure, r.sent, r.uncertain from messages m join send_ranges r using (account_id, send_id)
        where send_id = ${sendId}`),
    );
  await ingest([{ ...choice(sent, 'opened'), machine: true }]);
  assert.deepEqual(await fate(), {
    state: 'uncertain',
    failure: 'The answer was lost.',
    sent: 0,
    uncertain: 1,
  });
  // Also while the delivery is busy with its range: the event waits for that, and not the other way round.
  let opened: Promise<void> | undefined;
  await database.asSystem(async (tx) => {
    await tx.query(sql`select from send_ranges where send_id = ${sendId} for update`);
    opened = ingest([choice(sent, 'opened', 1), choice(sent, 'opened', 2)]);
    await until('it to wait', () =>
      tx.maybeOne(
        sql`select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`,
      ),
    );
    await tx.execute(sql`update messages set reply = null where send_id = ${sendId}`);
  });
  await opened;
  assert.deepEqual(await fate(), { state: 'sent', failure: null, sent: 1, uncertain: 0 });
});

/** One message to a contact who is also on another list. */
async function scene() {
  const sent = await sentCampaign(database, await bareAccount(database), { count: 1 });
  const otherList = newId();
  await run(sql`insert into lists (account_id, id, name) values (${sent.accountId}, ${otherList}, 'Other')`);
  await run(sql`
    insert into list_members (account_id, list_id, contact_id, source)
    values (${sent.accountId}, ${otherList}, ${sent.contacts[0]!.id}, 'import')`);
  return { sent, otherList };
}

function choice(sent: SentCampaign, kind: CapturedEvent['kind'], second = 0): CapturedEvent {
  return {
    id: newId(),
    at: new Date(Date.UTC(2026, 10, 20) + second * 1000).toISOString(),
    kind,
    accountId: sent.accountId,
    sendId: sent.sendId,
    position: 1,
    contactId: sent.contacts[0]!.id,
    url: null,
    machine: false,
    detail: { ip: '192.0.2.0/24', userAgent: 'test', client: 'Other', via: 'page' },
  };
}

async function standing({ accountId, contacts: [contact] }: SentCampaign) {
  return await database.asSystem((tx) =>
    tx.one<{ status: string; suppressed: boolean; lists: string[]; events: string[] }>(sql`
      select c.status,
        exists (select from suppressions s where s.account_id = c.account_id and s.email_key = c.email_key) as suppressed,
        array(select list_id::text from list_members m
               where m.contact_id = c.id and m.status = 'subscribed' order by list_id) as lists,
        array(select kind from events e where e.contact_id = c.id order by at, id) as events
      from contacts c where c.account_id = ${accountId} and c.id = ${contact!.id}`),
  );
}

async function leftLists({ contacts: [contact] }: SentCampaign): Promise<string[]> {
  const { lists } = await database.asSystem((tx) =>
    tx.one<{ lists: string[] }>(
      sql`select detail -> 'listIds' as lists from events where contact_id = ${contact!.id}`,
    ),
  );
  return lists.sort();
}

const run = (statement: ReturnType<typeof sql>) => database.asSystem((tx) => tx.execute(statement));
