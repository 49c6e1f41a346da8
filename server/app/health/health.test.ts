import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import { discardFailedJobs, getHealthOfInstall, retryFailedJobs } from '#server/operator/contract.ts';
import { sql } from '#server/platform/database/index.ts';
import { enqueue, workerLock } from '#server/platform/queue/index.ts';
import { setUpInstall, startTestApp } from '#testing/app.ts';
import { enrolAuthenticator } from '#testing/second-factor.ts';

const app = await startTestApp();
const operator = app.visitor();
before(async () => {
  await setUpInstall(operator);
  await enrolAuthenticator(operator);
});

const look = async () => {
  const { groups, ...rest } = await operator.call(getHealthOfInstall);
  return { ...rest, checks: new Map(groups.flatMap(({ checks }) => checks).map((one) => [one.id, one])) };
};

describe('the health of the install', () => {
  it('is looked at part by part, each with what it says and what to do', async () => {
    const { state, checks } = await look();
    assert.equal(checks.get('database')?.state, 'ok', checks.get('database')?.says);
    assert.match(checks.get('migrations')?.says ?? '', /^All \d+ are applied/);
    assert.deepEqual([checks.get('clock')?.state, checks.get('keys')?.state], ['ok', 'ok']);
    // Nobody works here, and nobody reaches it.
    assert.deepEqual(
      [state, checks.get('workers')?.state, checks.get('address')?.state],
      ['bad', 'bad', 'warn'],
    );
    for (const { says, todo, state } of checks.values()) {
      assert.ok(says.endsWith('.') || says.includes(':'), says);
      assert.ok(state === 'ok' ? todo === null : true, says);
    }
    assert.equal(checks.get('backup')?.state, 'unknown');
  });

  it('takes a worker that was not heard of for one that hangs, though it keeps its connection, and a web process too', async () => {
    const { database, databaseUrl } = app.services;
    const name = 'mill worker 4711';
    const worker = new pg.Client({ connectionString: databaseUrl, application_name: name });
    await worker.connect();
    await worker.query('select pg_advisory_lock_shared($1)', [workerLock]);
    const heard = (process: string, ago: string) =>
      database.asSystem((tx) =>
        tx.execute(sql`
          insert into key_holders (process, key_ids, login_key, seen_at)
          values (${process}, '{}', '', clock_timestamp() - ${ago}::interval)
          on conflict (process) do update set seen_at = excluded.seen_at`),
      );
    const shown = async (id: string) => {
      const { state, says, todo } = (await look()).checks.get(id)!;
      return [state, says, todo];
    };
    await heard(name, '10 seconds');
    assert.deepEqual(await shown('workers'), ['ok', 'One works.', null]);
    await heard(name, '3 minutes');
    assert.deepEqual(await shown('workers'), [
      'bad',
      'None works: nothing is sent or imported. Process 4711 on mill hangs: it was not heard of for 3 minutes.',
      'Look what keeps the machine busy; if it stays so, end it there: kill -9 4711. Its place is taken by another, and what it had begun goes on.',
    ]);
    await worker.end();
    await heard('mill web 12', '3 minutes');
    const [state, says] = await shown('web');
    assert.deepEqual(
      [state, says],
      ['warn', 'One works. Process 12 on mill hangs, or broke off: it was not heard of for 3 minutes.'],
    );
  });

  it('shows failed jobs without what is in them, which admins try again or delete', async () => {
    await app.services.database.asSystem((tx) =>
      enqueue(tx, 'no.such-job', { email: 'reader@people.example' }),
    );
    const owner = new pg.Client({ connectionString: app.services.databaseUrl });
    await owner.connect();
    const fail = () =>
      owner.query(`select graphile_worker.permanently_fail_jobs(array(select id from graphile_worker.jobs where task_identifier = 'no.such-job'), 'It broke.
      at line 1')`);
    await fail();
    const { failedJobs, checks } = await look();
    assert.deepEqual(
      [failedJobs.length, failedJobs[0]?.error, checks.get('failed-jobs')?.state],
      [1, 'It broke.', 'warn'],
    );
    assert.ok(!JSON.stringify(failedJobs).includes('people.example'));
    const body = { ids: [failedJobs[0]!.id] };
    assert.deepEqual(await operator.call(retryFailedJobs, { body }), { jobs: 1 });
    assert.deepEqual((await look()).failedJobs, []);
    await fail();
    assert.deepEqual(await operator.call(discardFailedJobs, { body }), { jobs: 1 });
    assert.deepEqual(await operator.call(retryFailedJobs, { body }), { jobs: 0 });
    await owner.end();
  });
});
