import assert from 'node:assert/strict';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { after, describe, it } from 'node:test';
import pg from 'pg';
import { createList, updateList } from '#server/audience/contract.ts';
import { soleKey } from '#server/platform/crypto/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { silentLog } from '#server/platform/log/index.ts';
import { startTestApp } from '#testing/app.ts';
import { plainSql } from '#testing/plain-sql.ts';
import { runJobs } from '#testing/run-jobs.ts';
import { until } from '#testing/until.ts';
import { anchorChains } from './chain/anchor-chains.ts';
import { forgetActs } from './chain/forget-acts.ts';
import { sealActs } from './chain/seal-acts.ts';
import { verifyChain } from './chain/verify-chain.ts';
import { exportActivityJson, getActivityChain, verifyActivity } from './contract.ts';

const app = await startTestApp();
const { database, databaseUrl, keys } = app.services;
const key = keys.activity;

/** Somebody with every right there is in the database, who also knows how to switch the triggers off. */
const superuser = new pg.Client({ connectionString: databaseUrl });
// Its database is dropped at the end, perhaps before it is closed.
superuser.on('error', () => {});
await superuser.connect();
after(() => superuser.end());
const tables = ['acts', 'act_outcomes', 'act_seals', 'act_cuts', 'act_heads', 'act_checks', 'act_anchors'];
async function tamper(statement: string, values: unknown[] = []): Promise<void> {
  await superuser.query('begin');
  for (const table of tables) await superuser.query(`alter table ${table} disable trigger user`);
  const { rowCount } = await superuser.query(statement, values);
  for (const table of tables)
    for (const trigger of ['only_added_to', 'never_emptied'])
      await superuser.query(`alter table ${table} enable always trigger ${trigger}`);
  await superuser.query('commit');
  assert.ok(rowCount, 'something was tampered with');
}

/** An account with nine acts in three links. */
async function sealedAccount() {
  const { client, accountId } = await app.newAccount();
  const ids: string[] = [];
  for (let link = 0; link < 3; link++) {
    const list = await client.call(createList, { body: { name: `List ${link}` } });
    for (const name of ['A', 'B'])
      await client.call(updateList, { params: { id: list.id }, body: { name: `${name} ${link}` } });
    await settled(accountId);
    await sealActs(database, key);
  }
  const acts = await database.asSystem((tx) =>
    tx.query<{ id: string }>(sql`select id from acts where account_id = ${accountId} order by id`),
  );
  ids.push(...acts.map(({ id }) => id));
  return { client, accountId, ids };
}

const settled = (accountId: string) =>
  until('all outcomes', () =>
    database.asSystem((tx) =>
      tx.maybeOne(sql`
        select where (select count(*) from acts where account_id = ${accountId})
          = (select count(*) from act_outcomes where account_id = ${accountId})`),
    ),
  );
const findings = async (accountId: string) =>
  (await verifyChain(database, key, accountId)).findings.map(({ kind, link, actId }) => ({
    kind,
    link,
    actId,
  }));

describe('the log', () => {
  it('is only ever added to, whoever asks', async () => {
    const { accountId } = await sealedAccount();
    for (const table of tables) {
      for (const change of [`delete from ${table}`, `update ${table} set account_id = account_id`]) {
        for (const run of [
          (text: string) => database.inAccount(accountId, (tx) => tx.execute(plainSql(text))),
          (text: string) => database.asSystem((tx) => tx.execute(plainSql(text))),
        ])
          await assert.rejects(
            run(change.replaceAll('act_anchors set account_id = account_id', 'act_anchors set day = day')),
            { code: '42501' },
          );
      }
      await assert.rejects(superuser.query(`truncate ${table} cascade`), /only ever added to/);
    }
    for (const change of ["update acts set act = 'x'", 'delete from acts', 'delete from act_seals'])
      await assert.rejects(superuser.query(change), /only ever added to/);
    await superuser.query('set session_replication_role = replica');
    await assert.rejects(superuser.query('delete from acts'), /only ever added to/);
    await superuser.query('set session_replication_role = origin');
    await assert.rejects(
      database.inAccount(accountId, (tx) =>
        tx.query(sql`select forget_acts(${accountId}, now() - interval '1 year')`),
      ),
      { code: '42501' },
    );
  });

  it('goes with its account, and only so', async () => {
    const { accountId } = await sealedAccount();
    await database.asSystem((tx) => tx.execute(sql`delete from accounts where id = ${accountId}`));
    const { left } = await database.asSystem((tx) =>
      tx.one<{ left: number }>(sql`
        select (select count(*) from acts where account_id = ${accountId})
          + (select count(*) from act_seals where account_id = ${accountId}) as left`),
    );
    assert.equal(left, 0);
  });
});

describe('a chain', () => {
  it('is whole when nobody touched it, with what waits too, and tells so', async () => {
    const { client, accountId } = await sealedAccount();
    const before = await client.call(getActivityChain);
    assert.deepEqual([before.links, before.waiting, before.check], [3, 0, null]);
    const { check } = await client.call(verifyActivity);
    assert.deepEqual([check?.findings, check?.sealedUntil], [[], before.sealedUntil]);
    await settled(accountId);
    const verdict = await verifyChain(database, key, accountId);
    // The verification is an act as well, and waits.
    assert.deepEqual([verdict.findings, verdict.seals, verdict.acts], [[], 3, 10]);
  });

  it('takes acts that come while it is sealed, each once', async () => {
    const { client, accountId } = await app.newAccount();
    const lists = Promise.all(
      Array.from({ length: 60 }, (_, n) => client.call(createList, { body: { name: `List ${n}` } })),
    );
    for (let again = 0; again < 5; again++)
      await Promise.all([sealActs(database, key), sealActs(database, key)]);
    await lists;
    await settled(accountId);
    await sealActs(database, key);
    const verdict = await verifyChain(database, key, accountId);
    assert.deepEqual([verdict.findings, verdict.acts], [[], 60]);
  });

  const edits: Record<string, string> = {
    'who did it': 'user_id = gen_random_uuid()',
    'what was done': "act = 'list.delete'",
    'the object': 'object_id = gen_random_uuid()::text',
    'the time': "at = at + interval '1 hour'",
    'the address': "ip = '192.0.2.1'",
    'the browser': "user_agent = 'other'",
  };
  for (const [what, change] of Object.entries(edits))
    it(`shows that somebody edited ${what}`, async () => {
      const { accountId, ids } = await sealedAccount();
      await tamper(`update acts set ${change} where account_id = $1 and id = $2`, [accountId, ids[4]]);
      assert.deepEqual(await findings(accountId), [{ kind: 'act_changed', link: 2, actId: ids[4] }]);
    });

  it('shows that somebody edited an outcome', async () => {
    const { accountId, ids } = await sealedAccount();
    await tamper("update act_outcomes set outcome = 'refused' where account_id = $1 and act_id = $2", [
      accountId,
      ids[4],
    ]);
    assert.deepEqual(await findings(accountId), [{ kind: 'act_changed', link: 2, actId: ids[4] }]);
  });

  it('shows that an act or its outcome was deleted', async () => {
    const { accountId, ids } = await sealedAccount();
    await tamper('delete from acts where account_id = $1 and id = $2', [accountId, ids[4]]);
    assert.deepEqual(await findings(accountId), [{ kind: 'act_deleted', link: 2, actId: ids[4] }]);
    await tamper('delete from act_outcomes where account_id = $1 and act_id = $2', [accountId, ids[4]]);
    assert.equal((await findings(accountId)).length, 2);
  });

  it('shows an act that was slipped in, also one put up to be sealed', async () => {
    const { accountId, ids } = await sealedAccount();
    const id = newId();
    await tamper(
      `insert into acts select account_id, $3, at, who, user_id, key_id, act, object_id, ip, user_agent, mark
       from acts where account_id = $1 and id = $2`,
      [accountId, ids[4], id],
    );
    assert.deepEqual(await findings(accountId), [{ kind: 'act_slipped_in', link: null, actId: id }]);
    await superuser.query("insert into unsealed_acts values ($1, $2, 'act')", [accountId, id]);
    assert.deepEqual(await findings(accountId), [{ kind: 'act_changed', link: null, actId: id }]);
    await sealActs(database, key);
    assert.deepEqual(await findings(accountId), [{ kind: 'act_changed', link: 4, actId: id }]);
  });

  it('shows that acts were put into another order', async () => {
    const { accountId } = await sealedAccount();
    await tamper(
      'update act_seals set acts = array[acts[2], acts[1], acts[3]] where account_id = $1 and number = 2',
      [accountId],
    );
    assert.deepEqual(await findings(accountId), [{ kind: 'link_changed', link: 2, actId: null }]);
  });

  it('shows that links changed places, or one is missing', async () => {
    const { accountId } = await sealedAccount();
    await tamper(
      'update act_seals set number = case number when 2 then 10 else 2 end where account_id = $1 and number in (2, 3)',
      [accountId],
    );
    assert.ok(
      (await findings(accountId)).some(({ kind }) => kind === 'link_changed' || kind === 'link_missing'),
    );
    const other = await sealedAccount();
    await tamper('delete from act_seals where account_id = $1 and number = 2', [other.accountId]);
    assert.ok(
      (await findings(other.accountId)).some(({ kind, link }) => kind === 'link_missing' && link === 2),
    );
  });

  it('cannot be made anew by somebody who can do everything but has not the key', async () => {
    const { accountId, ids } = await sealedAccount();
    await tamper('delete from acts where account_id = $1 and id = $2', [accountId, ids[8]]);
    await tamper('delete from act_outcomes where account_id = $1 and act_id = $2', [accountId, ids[8]]);
    await tamper('delete from act_seals where account_id = $1 and number = 3', [accountId]);
    await superuser.query(
      `insert into unsealed_acts select $1, id, part from unnest($2::uuid[]) id, unnest(array['act', 'outcome']) part`,
      [accountId, ids.slice(6, 8)],
    );
    await sealActs(database, soleKey(Buffer.alloc(32, 1)));
    assert.deepEqual(await findings(accountId), [{ kind: 'link_changed', link: 3, actId: null }]);
  });

  it('whose end was cut off is found by its signed head', async () => {
    const { accountId } = await sealedAccount();
    await anchorChains(database, key, silentLog);
    await tamper(
      'with s as (delete from act_seals where account_id = $1 and number = 3 returning *), o as (delete from act_outcomes where account_id = $1 and act_id in (select unnest(outcomes) from s)) delete from acts where account_id = $1 and id in (select unnest(acts) from s)',
      [accountId],
    );
    assert.deepEqual(await findings(accountId), [{ kind: 'link_missing', link: 3, actId: null }]);
    await tamper(
      'update act_heads set number = 2, hash = (select hash from act_seals where account_id = $1 and number = 2) where account_id = $1',
      [accountId],
    );
    assert.deepEqual(await findings(accountId), [{ kind: 'head_forged', link: 2, actId: null }]);
  });
});

describe('an anchor', () => {
  it('is one signed line a day, bound to the day before, in the log of the process too', async () => {
    const { client } = await sealedAccount();
    const lines: Record<string, unknown>[] = [];
    const log = { ...silentLog, info: (_message: string, facts = {}) => void lines.push(facts) };
    await anchorChains(database, key, log, new Date('2030-01-01T00:05:00Z'));
    await anchorChains(database, key, log, new Date('2030-01-01T00:06:00Z'));
    await anchorChains(database, key, log, new Date('2030-01-02T00:05:00Z'));
    assert.equal(lines.length, 2);
    const { head, publicKey } = await client.call(getActivityChain);
    assert.match(
      head?.text ?? '',
      /^mail-minion activity 2030-01-01 account [0-9a-f-]{36} link 3 [0-9a-f]{64}$/,
    );
    const isSigned = (text: string, signature: string) =>
      verify(null, Buffer.from(text), createPublicKey(publicKey), Buffer.from(signature, 'base64'));
    assert.ok(isSigned(head!.text, head!.signature));
    const texts = lines.map(({ anchor, signature }) => {
      assert.ok(isSigned(String(anchor), String(signature)));
      return String(anchor);
    });
    const root = / root ([0-9a-f]{64})/.exec(texts[0]!)?.[1];
    assert.ok(texts[1]!.endsWith(`previous ${root}`));
  });
});

describe('what leaves the log', () => {
  it('is what is older than it is kept, by whole links; the rest can still be verified', async () => {
    const { client, accountId, ids } = await sealedAccount();
    await assert.rejects(
      database.asSystem((tx) => tx.query(sql`select forget_acts(${accountId}, now() - interval '29 days')`)),
      /30 days at least/,
    );
    await tamper(
      `update act_seals set sealed_at = now() - interval '40 days' where account_id = $1 and number <= 2`,
      [accountId],
    );
    const { signal } = new AbortController();
    await forgetActs(database, 45, signal);
    assert.equal((await verifyChain(database, key, accountId)).seals, 3);
    await forgetActs(database, 35, signal);
    const left = await database.asSystem((tx) =>
      tx.query<{ id: string }>(sql`select id from acts where account_id = ${accountId} order by id`),
    );
    assert.deepEqual(
      left.map(({ id }) => id),
      ids.slice(6),
    );
    assert.deepEqual(await findings(accountId), []);
    await client.call(createList, { body: { name: 'Later' } });
    await settled(accountId);
    await sealActs(database, key);
    assert.deepEqual([(await client.call(getActivityChain)).links, await findings(accountId)], [4, []]);
  });

  it('as JSON holds all that somebody else needs to work the chain out again', async () => {
    const { client, accountId } = await sealedAccount();
    const text = await (await client.fetch(exportActivityJson)).text();
    const { acts, links } = JSON.parse(text) as {
      acts: { id: string; leaf: string; outcomeLeaf: string }[];
      links: {
        number: number;
        sealedAt: string;
        acts: string[];
        outcomes: string[];
        previous: string;
        hash: string;
      }[];
    };
    const byId = new Map(acts.map((act) => [act.id, act]));
    for (const link of links) {
      const lines = [JSON.stringify(['seal', accountId, link.number, link.sealedAt, link.previous])];
      for (const id of link.acts) lines.push(byId.get(id)!.leaf);
      for (const id of link.outcomes) lines.push(byId.get(id)!.outcomeLeaf);
      const hash = createHash('sha256')
        .update(`${lines.join('\n')}\n`)
        .digest('hex');
      assert.equal(hash, link.hash);
    }
    assert.equal(links.length, 3);
  });
});

describe('the jobs of the log', () => {
  it('run', async () => {
    const { client, accountId } = await app.newAccount();
    await client.call(createList, { body: { name: 'Readers' } });
    await settled(accountId);
    for (const name of ['seal', 'anchor', 'check', 'forget']) {
      await database.asSystem((tx) => tx.query(sql`select enqueue_job(${`activity.${name}`}, '{}'::json)`));
      await runJobs(app.services);
    }
    const { links, check } = await client.call(getActivityChain);
    assert.deepEqual([links, check?.findings], [1, []]);
  });
});
