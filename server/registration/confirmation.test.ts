import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import * as accountsContract from '#server/accounts/contract.ts';
import { createContact, createList } from '#server/audience/contract.ts';
import {
  createCampaign,
  getChecks,
  scheduleCampaign,
  sendCampaign,
  testCampaign,
} from '#server/campaigns/contract.ts';
import { createSendingServer } from '#server/delivery/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { createClient, readAnswer } from '#server/platform/http/index.ts';
import * as signInContract from '#server/sign-in/contract.ts';
import { addAccountProvider } from '#server/sign-in-providers/contract.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import {
  confirmationToken,
  loggedIn,
  newcomer,
  openRegistration,
  registerFrom,
} from '#testing/registration.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';
import { countSystemMails } from '#testing/system-mail.ts';
import * as contract from './contract.ts';

const app = await startTestApp({ TRUST_PROXY: 'true' });
const { services, url } = app;
const { database } = services;
before(async () => {
  const operator = app.visitor();
  const { user } = await setUpInstall(operator);
  await enrolAuthenticator(operator);
  assert.equal(user.isConfirmed, true, 'whoever sets up a fresh install');
  await openRegistration(operator);
});

/** Registered and logged in, with a campaign ready to go. */
async function writer() {
  const bo = newcomer(services);
  await readAnswer(await registerFrom(url, bo));
  const client = await loggedIn(url, bo);
  const { account, user } = await client.call(signInContract.getSession);
  const list = await client.call(createList, { body: { name: 'Readers' } });
  await client.call(createContact, { body: { email: 'ana@people.example', listIds: [list.id] } });
  const campaign = await client.call(createCampaign, {
    body: { name: 'Spring', subject: 'Spring', starter: 'letter', includeLists: [list.id] },
  });
  return { bo, client, accountId: account!.id, userId: user.id, campaign };
}
type Writer = Awaited<ReturnType<typeof writer>>;

const confirm = (token: string) => app.visitor().call(contract.confirmAddress, { body: { token } });

/** Each way in which mail could leave. */
const waysOut = ({ campaign: { id, revision } }: Pick<Writer, 'campaign'>) =>
  [
    [sendCampaign, { params: { id }, body: { revision } }],
    [scheduleCampaign, { params: { id }, body: { revision, at: '2099-01-01T09:00', zone: 'UTC' } }],
    [testCampaign, { params: { id }, body: { to: ['me@people.example'] } }],
  ] as const;

describe('before the address is confirmed', () => {
  it('nothing is started, scheduled or sent as a test, with a session or a key', async () => {
    const made = await writer();
    const { key } = await made.client.call(accountsContract.createApiKey, {
      body: { name: 'Shop', scopes: [...accountsContract.keyScopes] },
    });
    for (const caller of [made.client, createClient(url, { apiKey: key })])
      for (const [route, input] of waysOut(made))
        await assert.rejects(caller.call(route, input as object), { code: 'not_confirmed', status: 403 });
    const checks = await made.client.call(getChecks, { params: { id: made.campaign.id } });
    assert.equal(checks.canSend, false);
    assert.ok(checks.items.some(({ id, severity }) => id === 'confirmation' && severity === 'error'));
  });

  it('no server is added that mail would go by, and no provider that would let people in', async () => {
    const { client } = await writer();
    const settings = { host: 'smtp.example.com', port: 587, encryption: 'starttls' as const };
    const server = client.call(createSendingServer, { body: { kind: 'smtp', name: 'Mine', settings } });
    await assert.rejects(server, { code: 'not_confirmed' });
    const body = { kind: 'oidc' as const, issuer: 'https://issuer.example', label: 'Mine' };
    await assert.rejects(client.call(addAccountProvider, { body }), { code: 'not_confirmed' });
  });

  it('nothing starts even if the schedule were due', async () => {
    const { accountId, campaign } = await writer();
    await database.inAccount(accountId, async (tx) => {
      await tx.execute(sql`
        update campaigns set state = 'scheduled', scheduled_at = now(), scheduled_zone = 'UTC' where id = ${campaign.id}`);
      await tx.execute(
        sql`select enqueue_job('campaigns.start-scheduled', ${JSON.stringify({ accountId, campaignId: campaign.id })}::json, null, null)`,
      );
    });
    await runJobs(services);
    const { sends } = await database.inAccount(accountId, (tx) =>
      tx.one<{ sends: number }>(sql`select count(*) as sends from sends`),
    );
    assert.equal(sends, 0);
  });
});

describe('confirming the address', () => {
  it('opens the way out, once, by the link in the mail', async () => {
    const made = await writer();
    const token = await confirmationToken(services, made.bo.email);
    await confirm(token);
    assert.equal((await made.client.call(signInContract.getSession)).user.isConfirmed, true);
    const [[send, input]] = waysOut(made);
    assert.equal((await made.client.call(send, input)).state, 'sending');
    await assert.rejects(confirm(token), { code: 'not_found' });
  });

  it('refuses tokens that are unknown, over, or for an address that was changed since', async () => {
    await assert.rejects(confirm('nonsense'), { code: 'not_found' });
    const { bo, userId } = await writer();
    const token = await confirmationToken(services, bo.email);
    await database.asSystem((tx) =>
      tx.execute(
        sql`update users set email = 'else@x.example', email_key = ${`${userId}@x.example`} where id = ${userId}`,
      ),
    );
    await assert.rejects(confirm(token), { code: 'not_found' });
    const other = await writer();
    const late = await confirmationToken(services, other.bo.email);
    await database.asSystem((tx) =>
      tx.execute(sql`update one_time_links set expires_at = now() where user_id = ${other.userId}`),
    );
    await assert.rejects(confirm(late), { code: 'not_found' });
    assert.equal((await other.client.call(signInContract.getSession)).user.isConfirmed, false);
  });
});

describe('the mail that asks to confirm', () => {
  const age = (userId: string, by: string) =>
    database.asSystem((tx) =>
      tx.execute(
        sql`update confirmation_mails set sent_at = sent_at - ${by}::interval where user_id = ${userId}`,
      ),
    );

  it('is sent again once a minute and five times a day', async () => {
    const { bo, client, userId } = await writer();
    const again = () => client.call(contract.sendConfirmationAgain);
    await assert.rejects(again(), { code: 'too_many_requests' }, 'the first was sent a moment ago');
    for (let count = 2; count <= 5; count++) {
      await age(userId, '61 seconds');
      await again();
    }
    await age(userId, '61 seconds');
    await assert.rejects(again(), /five mails today/);
    assert.equal(await countSystemMails(services, bo.email, 'confirm-address'), 5);
    await age(userId, '1 day');
    await again();
    await confirm(await confirmationToken(services, bo.email));
    await assert.rejects(again(), { code: 'wrong_state' });
  });

  it('is sent once when the button is pressed many times at once', async () => {
    const { bo, client, userId } = await writer();
    await age(userId, '2 minutes');
    await Promise.allSettled(Array.from({ length: 8 }, () => client.call(contract.sendConfirmationAgain)));
    assert.equal(await countSystemMails(services, bo.email, 'confirm-address'), 2);
  });

  it('is for those who are logged in', async () => {
    await assert.rejects(app.visitor().call(contract.sendConfirmationAgain), { code: 'not_logged_in' });
  });
});

describe('an account that is not confirmed', () => {
  it('is purged after 30 days with everything that is in it', async () => {
    const { bo, accountId, userId } = await writer();
    assert.equal(await daysUntilPurge(accountId), 30);
    assert.ok((await tablesThatKnow('account_id', accountId)).length > 5);
    await makePurgeDue(accountId);
    await runJobs(services);
    assert.deepEqual(await tablesThatKnow('account_id', accountId), []);
    assert.deepEqual(await tablesThatKnow('user_id', userId), []);
    const [row] = await asOwner<{ dump: string }>(
      `select (select string_agg(p::text, '') from policy_agreements p) || (select string_agg(e::text, '') from erased_accounts e) as dump`,
      [],
    );
    assert.ok(!row!.dump.includes(bo.email), 'what was agreed to names nobody');
    assert.equal(await count(sql`select count(*) from accounts where id = ${accountId}`), 0);
    assert.equal(await count(sql`select count(*) from users where id = ${userId}`), 0);
  });

  it('stays when it was confirmed in time', async () => {
    const { bo, accountId } = await writer();
    await confirm(await confirmationToken(services, bo.email));
    await makePurgeDue(accountId);
    await runJobs(services);
    assert.equal(await count(sql`select count(*) from accounts where id = ${accountId}`), 1);
  });

  it('takes none of its users along who belong to another account', async () => {
    const { accountId, userId } = await writer();
    const other = await app.newAccount();
    await database.asSystem((tx) =>
      tx.execute(
        sql`insert into memberships (account_id, user_id, role) values (${other.accountId}, ${userId}, 'analyst')`,
      ),
    );
    await makePurgeDue(accountId);
    await runJobs(services);
    assert.equal(await count(sql`select count(*) from users where id = ${userId}`), 1);
    assert.equal(await count(sql`select count(*) from accounts where id = ${accountId}`), 0);
  });
});

const count = async (statement: ReturnType<typeof sql>) =>
  (await database.asSystem((tx) => tx.one<{ count: number }>(statement))).count;

/** The queue's tables are the owner's. */
async function asOwner<Row extends pg.QueryResultRow>(statement: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: services.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

const purgeJob = `graphile_worker._private_jobs where payload->>'accountId' = $1
  and task_id = (select id from graphile_worker._private_tasks where identifier = 'accounts.purge-unconfirmed')`;

async function daysUntilPurge(accountId: string): Promise<number> {
  const [row] = await asOwner<{ days: number }>(
    `select round(extract(epoch from run_at - now()) / 86400)::int as days from ${purgeJob}`,
    [accountId],
  );
  return row?.days ?? Number.NaN;
}

const makePurgeDue = (accountId: string) =>
  asOwner(`update ${purgeJob.replace(' where', ' set run_at = now() where')}`, [accountId]);

/** Every table with a row that carries this id in this column. */
async function tablesThatKnow(column: 'account_id' | 'user_id', id: string): Promise<string[]> {
  const tables = await asOwner<{ name: string }>(
    `select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = $1 order by 1`,
    [column],
  );
  const known = [];
  for (const { name } of tables) {
    const rows = await asOwner(`select from ${name} where ${column} = $1 limit 1`, [id]);
    if (rows.length > 0) known.push(name);
  }
  return known;
}
