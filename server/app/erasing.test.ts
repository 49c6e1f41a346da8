import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import * as accounts from '#server/accounts/contract.ts';
import { systemMailQueue } from '#server/accounts/index.ts';
import * as closing from '#server/closing/contract.ts';
import { closingJobs } from '#server/closing/index.ts';
import { sql } from '#server/platform/database/index.ts';
import type { ApiClient } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import * as signIn from '#server/sign-in/contract.ts';
import { createLinkMaker } from '#server/tracking/index.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { makeOneOfEach } from '#testing/every-route.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { sentCampaign } from '#testing/sent-campaign.ts';
import { lastSystemMail } from '#testing/system-mail.ts';
import { until } from '#testing/until.ts';

const app = await startTestApp();
const { services } = app;
const { database, keys, secrets } = services;
let operator: ApiClient;
before(async () => {
  operator = app.visitor();
  await setUpInstall(operator);
  await enrolAuthenticator(operator);
});

const handlers = closingJobs({
  database,
  baseUrl: services.baseUrl,
  queueSystemMail: systemMailQueue(secrets),
  secrets,
});
const tend = (signal = new AbortController().signal) => handlers['accounts.tend-closings']!({}, { signal });

/** Closes an account whose time of grace is over. */
async function closed(client: ApiClient, accountId: string): Promise<void> {
  const { name } = await client.call(accounts.getAccount);
  await client.call(closing.closeAccount, { body: { name } });
  await database.asSystem((tx) =>
    tx.execute(sql`update accounts set closing_at = now() where id = ${accountId}`),
  );
}

describe('an account whose time of grace is over', () => {
  it('leaves nothing behind but agreements as proof, a stone without names, and the last mail', async () => {
    const owner = await app.newAccount();
    const { accountId, userId, email } = owner;
    const things = await makeOneOfEach(database, owner.client, accountId);
    const { contacts } = await sentCampaign(database, accountId);
    const other = await app.newMember(accountId, 'editor');
    const { name: organisation } = await owner.client.call(accounts.getAccount);
    await closed(owner.client, accountId);
    await tend();

    const traces = await tracesOf([
      accountId,
      userId,
      email,
      things.contact,
      contacts[0]!.email,
      other.userId,
    ]);
    assert.deepEqual(traces, {
      // Who agreed to what, for three years.
      policy_agreements: [accountId, userId, email, other.userId],
      erased_accounts: [accountId],
      // The one that says it, to each of them (a member’s address here is made of their id); gone a month after it was sent.
      system_mails: [email, other.userId],
    });
    const mail = await lastSystemMail(services, email, 'account-closed');
    assert.equal(mail.account, organisation);
    const { items } = await operator.call(closing.listErasedAccounts);
    const stone = items.find(({ id }) => id === accountId)!;
    assert.deepEqual([stone.why, stone.closedBy, stone.finishedAt !== null], ['closed', 'owner', true]);
    assert.ok(stone.rows > 20);
  });

  it('takes nobody along who belongs to another account, and nothing of another account', async () => {
    const [owner, other] = [await app.newAccount(), await app.newAccount()];
    await sentCampaign(database, other.accountId);
    await database.asSystem((tx) =>
      tx.execute(
        sql`insert into memberships (account_id, user_id, role) values (${other.accountId}, ${owner.userId}, 'analyst')`,
      ),
    );
    const before = await rowsOf(other.accountId);
    await closed(owner.client, owner.accountId);
    await tend();
    assert.deepEqual(await rowsOf(other.accountId), before);
    const client = await app.logInAs(owner.userId, other.accountId);
    assert.equal((await client.call(signIn.getSession)).account?.id, other.accountId);
  });

  it('shuts its doors at once, wherever the erasure breaks off, and is erased by the next run', async () => {
    const { client, accountId, userId } = await app.newAccount();
    await sentCampaign(database, accountId, { count: 12_000 });
    await closed(client, accountId);
    // Stops as a worker does that is asked to: after the part at hand.
    const stopping = new AbortController();
    const working = tend(stopping.signal);
    await untilErasing(accountId);
    stopping.abort();
    await working;
    await assert.rejects(client.call(signIn.getSession), { code: 'not_logged_in' });
    await assert.rejects(operator.call(closing.reopenAccountByOperator, { params: { id: accountId } }), {
      code: 'wrong_state',
    });
    await tend();
    assert.deepEqual(await rowsOf(accountId), {
      policy_agreements: (await rowsOf(accountId)).policy_agreements,
    });
    assert.deepEqual(Object.keys(await tracesOf([userId])), ['policy_agreements']);
  });

  it('leaves the links of its mails answering in a friendly way, and its late events hold nothing up', async () => {
    const { client, accountId } = await app.newAccount();
    const sent = await sentCampaign(database, accountId);
    const message = { accountId, sendId: sent.sendId, position: 1, contactId: sent.contacts[0]!.id };
    const links = createLinkMaker({ baseUrl: app.url, keys: keys.links }).forMessage(message);
    await closed(client, accountId);
    await tend();
    const status = async (url: string, method = 'GET', body?: string) => {
      const type = 'application/x-www-form-urlencoded';
      const answer = await fetch(url, {
        method,
        redirect: 'manual',
        ...(body && { body, headers: { 'content-type': type } }),
      });
      return [answer.status, await answer.text()] as const;
    };
    const [page, text] = await status(links.unsubscribeUrl());
    assert.equal(page, 200);
    assert.match(text, /this sender will not write to you again/);
    assert.equal((await status(links.unsubscribeUrl(), 'POST', 'choice=all'))[0], 200);
    assert.equal((await status(links.unsubscribeUrl(), 'POST', 'List-Unsubscribe=One-Click'))[0], 200);
    assert.equal((await status(links.pixelUrl()))[0], 200);
    assert.equal((await status(links.tracked('https://shop.example/', 0)))[0], 302);
    assert.equal((await status(links.webVersionUrl()))[0], 404);
    assert.deepEqual(Object.keys(await rowsOf(accountId)), ['policy_agreements']);
  });
});

describe('agreements', () => {
  it('are kept for three years after the account, then forgotten', async () => {
    const { client, accountId } = await app.newAccount();
    await closed(client, accountId);
    await tend();
    const ids = sql`array(select id from policy_agreements where account_id = ${accountId})`;
    await assert.rejects(
      database.asSystem((tx) => tx.query(sql`select forget_agreements(${accountId}, ${ids})`)),
      /kept for three years/,
    );
    await assert.rejects(
      database.asSystem((tx) =>
        tx.execute(sql`delete from policy_agreements where account_id = ${accountId}`),
      ),
      /permission denied/,
    );
    await database.asSystem((tx) =>
      tx.execute(
        sql`update erased_accounts set finished_at = now() - interval '3 years 2 days' where id = ${accountId}`,
      ),
    );
    await tend();
    assert.deepEqual(await rowsOf(accountId), {});
  });

  it('and the log of an account that is not being erased cannot be deleted', async () => {
    const { accountId } = await app.newAccount();
    await assert.rejects(
      database.asSystem((tx) => tx.query(sql`select erase_acts(${accountId}, 1)`)),
      /being erased/,
    );
    await assert.rejects(
      database.asSystem((tx) =>
        tx.query(sql`select forget_agreements(${accountId}, array[${newId()}]::uuid[])`),
      ),
      /three years/,
    );
  });
});

async function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: services.databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Every table of the database, the queue's too, with which of the words it holds anywhere. */
async function tracesOf(words: string[]): Promise<Record<string, string[]>> {
  return await asOwner(async (client) => {
    const { rows: tables } = await client.query<{ schema: string; name: string }>(`
      select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ('public', 'graphile_worker') order by 2`);
    const traces: Record<string, string[]> = {};
    for (const { schema, name } of tables) {
      const { rows } = await client.query<{ word: string }>(
        `select word from unnest($1::text[]) word where exists (select from ${schema}.${name} t where position(word in t::text) > 0)`,
        [words],
      );
      if (rows.length > 0) traces[name] = rows.map(({ word }) => word);
    }
    return traces;
  });
}

/** Tables with rows that carry the account, and how many. */
async function rowsOf(accountId: string): Promise<Record<string, number>> {
  return await asOwner(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(`
      select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'account_id' order by 1`);
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from ${name} where account_id = $1`,
        [accountId],
      );
      if (rows[0]!.count > 0) counts[name] = rows[0]!.count;
    }
    return counts;
  });
}

async function untilErasing(accountId: string): Promise<void> {
  await until('the first rows to go', () =>
    database.asSystem((tx) =>
      tx.maybeOne(sql`select from erased_accounts where id = ${accountId} and deleted <> '{}'`),
    ),
  );
}
