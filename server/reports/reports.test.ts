import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { type CapturedEvent, createIngest } from '#server/tracking/index.ts';
import { startTestApp } from '#testing/app.ts';
import { type SentCampaign, sentCampaign } from '#testing/sent-campaign.ts';
import { exportRecipients, getHome, getReport, listRecipients, type RecipientKind } from './contract.ts';

const app = await startTestApp();
const { database } = app.services;
const ingest = createIngest(database, []);
const { client, accountId } = await app.newAccount();
const stranger = await app.newAccount();
const start = new Date('2026-11-20T09:30:00Z');

describe('a report', () => {
  it('says exactly what happened', async () => {
    const sent = await scene({ count: 10 });
    await settle(sent, 9, 'failed', { failure: 'The mailbox does not exist.' });
    await settle(sent, 10, 'uncertain');
    await ingest([
      event(sent, 1, 'opened', 0.2),
      event(sent, 1, 'opened', 5),
      event(sent, 2, 'opened', 1.9),
      { ...event(sent, 3, 'opened', 0.1), machine: true },
      event(sent, 2, 'clicked', 2, 'https://shop.example/a', 1),
      event(sent, 2, 'clicked', 3, 'https://shop.example/a', 1),
      event(sent, 4, 'clicked', 47.5, 'https://shop.example/a', 1),
      event(sent, 4, 'clicked', 49.5, 'https://shop.example/b', 2),
      { ...event(sent, 5, 'clicked', 0.1, 'https://shop.example/b', 2), machine: true },
      event(sent, 6, 'unsubscribed', 60),
      event(sent, 7, 'left_list', 130),
    ]);
    const report = await client.call(getReport, { params: { id: sent.campaignId } });
    assert.deepEqual(report.totals, {
      planned: 10,
      waiting: 0,
      sent: 8,
      failed: 1,
      uncertain: 1,
      suppressed: 0,
      cancelled: 0,
      opened: { unique: 3, total: 3, machine: 1 },
      clicked: { unique: 2, total: 4, machine: 1 },
      unsubscribed: 2,
    });
    assert.deepEqual(report.rates, {
      opened: 3 / 8,
      openedAtMost: 4 / 8,
      clicked: 2 / 8,
      clickedOfOpened: 2 / 3,
      unsubscribed: 2 / 8,
      failed: 1 / 9,
    });
    assert.deepEqual(
      report.links.map(({ url, index, unique, total, machine }) => [url, index, unique, total, machine]),
      [
        ['https://shop.example/a', 1, 2, 3, 0],
        ['https://shop.example/b', 2, 1, 1, 1],
      ],
    );
    assert.deepEqual(report.failures, [{ reason: 'The mailbox does not exist.', count: 1 }]);
    assert.deepEqual(
      [report.startedAt, report.firstAt, report.lastAt],
      [start.toISOString(), at(0.2), at(130)],
    );
  });

  it('draws hours for two days, then days, without gaps', async () => {
    const sent = await scene();
    await ingest([
      event(sent, 1, 'opened', 0.2),
      event(sent, 1, 'opened', 0.6),
      event(sent, 2, 'opened', 76),
    ]);
    const { series } = await client.call(getReport, { params: { id: sent.campaignId } });
    assert.equal(series.length, 50);
    assert.deepEqual(
      [0, 1, 47, 48, 49].map((index) => [series[index]?.at, series[index]?.hours, series[index]?.opens]),
      [
        ['2026-11-20T09:00:00.000Z', 1, 1],
        ['2026-11-20T10:00:00.000Z', 1, 1],
        ['2026-11-22T08:00:00.000Z', 1, 0],
        ['2026-11-22T09:00:00.000Z', 24, 0],
        ['2026-11-23T09:00:00.000Z', 24, 1],
      ],
    );
  });

  it('is empty before anything was sent', async () => {
    const id = await draft();
    const report = await client.call(getReport, { params: { id } });
    assert.deepEqual([report.totals.planned, report.rates.opened, report.series], [0, null, []]);
    assert.equal((await client.call(listRecipients, { params: { id } })).total, 0);
  });

  it('does not exist for other accounts', async () => {
    const { campaignId } = await scene();
    for (const contract of [getReport, listRecipients, exportRecipients]) {
      const answer = await stranger.client.fetch(contract, { params: { id: campaignId } });
      assert.equal(answer.status, 404);
      assert.doesNotMatch(await answer.text(), /@|Autumn/);
    }
  });
});

describe('recipients', () => {
  it('are found by what they did, the latest first', async () => {
    const sent = await scene({ count: 6 });
    await settle(sent, 5, 'failed', { reply: '550 No such user' });
    await settle(sent, 6, 'suppressed');
    await ingest([
      event(sent, 1, 'opened', 1),
      event(sent, 2, 'clicked', 2, 'https://shop.example/a'),
      event(sent, 3, 'clicked', 3, 'https://shop.example/b'),
      event(sent, 3, 'unsubscribed', 4),
      { ...event(sent, 4, 'opened', 5), machine: true },
    ]);
    const who = async (kind: RecipientKind, more: { url?: string; search?: string } = {}) => {
      const { items, total } = await client.call(listRecipients, {
        params: { id: sent.campaignId },
        query: { kind, ...more },
      });
      assert.equal(items.length, total);
      return items.map(({ contactId }) => sent.contacts.findIndex(({ id }) => id === contactId) + 1);
    };
    assert.deepEqual(await who('opened'), [3, 2, 1]);
    assert.deepEqual(await who('not_opened'), [4]);
    assert.deepEqual(await who('opened_by_machine'), [4]);
    assert.deepEqual(await who('waiting'), []);
    assert.deepEqual(await who('clicked'), [3, 2]);
    assert.deepEqual(await who('clicked', { url: 'https://shop.example/a' }), [2]);
    assert.deepEqual(await who('not_clicked'), [1, 4]);
    assert.deepEqual(await who('unsubscribed'), [3]);
    assert.deepEqual(await who('failed'), [5]);
    assert.deepEqual(await who('suppressed'), [6]);
    assert.deepEqual(await who('sent'), [1, 2, 3, 4]);
    assert.deepEqual(await who('all', { search: 'reader 4' }), [4]);
    assert.deepEqual(await who('all', { search: sent.contacts[1]!.email.toUpperCase() }), [2]);
    assert.deepEqual(await who('all', { search: '%' }), []);
  });

  it('come page by page, each once', async () => {
    const sent = await scene({ count: 25 });
    const seen: (string | null)[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.call(listRecipients, {
        params: { id: sent.campaignId },
        query: { kind: 'not_opened', limit: 7, cursor },
      });
      seen.push(...page.items.map(({ contactId }) => contactId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    assert.deepEqual(
      seen,
      sent.contacts.map(({ id }) => id),
    );
    const answer = await client.fetch(listRecipients, {
      params: { id: sent.campaignId },
      query: { cursor: 'x' },
    });
    assert.equal(answer.status, 400);
  });

  it('stay listed when their contact is deleted', async () => {
    const sent = await scene({ count: 1 });
    await database.asSystem((tx) => tx.execute(sql`delete from contacts where id = ${sent.contacts[0]!.id}`));
    const { items } = await client.call(listRecipients, { params: { id: sent.campaignId } });
    assert.deepEqual(
      items.map(({ contactId, email, name }) => [contactId, email, name]),
      [[null, sent.contacts[0]!.email, '']],
    );
  });
});

describe('the export', () => {
  it('holds everybody, and nothing a spreadsheet would run', async () => {
    const sent = await scene({ count: 5001 });
    const fields = JSON.stringify({ first_name: '=HYPERLINK("http://evil.example")' });
    await database.asSystem((tx) =>
      tx.execute(sql`update contacts set fields = ${fields}::jsonb where id = ${sent.contacts[2]!.id}`),
    );
    const answer = await client.fetch(exportRecipients, {
      params: { id: sent.campaignId },
      query: { kind: 'sent' },
    });
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="autumn-letter-sent.csv"');
    const rows = parse<Record<string, string>>(await answer.text(), { columns: true });
    assert.deepEqual(
      rows.map(({ email }) => email),
      sent.contacts.map(({ email }) => email),
    );
    assert.equal(rows[2]?.name, `'=HYPERLINK("http://evil.example")`);
    assert.deepEqual([rows[0]?.state, rows[0]?.sent_at, rows[0]?.opens], ['sent', start.toISOString(), '0']);
  });
});

describe('home', () => {
  it('shows the next step, then what went out last', async () => {
    const { client: newcomer, accountId: newAccount } = await app.newAccount();
    const empty = await newcomer.call(getHome);
    assert.deepEqual(empty, {
      contacts: 0,
      lists: 0,
      lastCampaign: null,
      recentCampaigns: [],
      steps: { hasContacts: false, hasCampaign: false, hasSent: false, hasEvents: false },
    });
    const sent = await sentCampaign(database, newAccount, { startedAt: start });
    await draft(newAccount);
    await ingest([event(sent, 1, 'opened', 1)]);
    const home = await newcomer.call(getHome);
    assert.deepEqual(home.steps, { hasContacts: true, hasCampaign: true, hasSent: true, hasEvents: true });
    assert.deepEqual([home.contacts, home.lists], [3, 1]);
    assert.deepEqual([home.lastCampaign?.id, home.lastCampaign?.totals?.opened.unique], [sent.campaignId, 1]);
    assert.deepEqual(
      home.recentCampaigns.map(({ totals }) => totals?.planned),
      [undefined, 3],
    );
  });
});

const scene = (options: Parameters<typeof sentCampaign>[2] = {}) =>
  sentCampaign(database, accountId, { startedAt: start, ...options });

const at = (hours: number) => new Date(start.getTime() + hours * 3_600_000).toISOString();

function event(
  sent: SentCampaign,
  position: number,
  kind: CapturedEvent['kind'],
  hours: number,
  url: string | null = null,
  link = 0,
): CapturedEvent {
  const { sendId } = sent;
  const detail = { ip: '192.0.2.0/24', userAgent: 'test', client: 'Other', link };
  const about = { accountId: sent.accountId, sendId, position, contactId: null, url, machine: false, detail };
  return { id: newId(), at: at(hours), kind, ...about };
}

async function settle(
  { sendId }: SentCampaign,
  position: number,
  state: string,
  { failure = null, reply = null }: { failure?: string | null; reply?: string | null } = {},
): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`
      update messages set state = ${state}, failure = ${failure}, reply = ${reply}
       where send_id = ${sendId} and position = ${position}`),
  );
}

async function draft(inAccount = accountId): Promise<string> {
  const id = newId();
  await database.asSystem((tx) =>
    tx.execute(
      sql`insert into campaigns (account_id, id, name, content) values (${inAccount}, ${id}, 'Draft', '{}')`,
    ),
  );
  return id;
}
