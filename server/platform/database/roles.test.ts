import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import pg from 'pg';
import { emptyDatabase } from '#testing/database.ts';
import { until } from '#testing/until.ts';
import { ensureLogins, loginSuffix, migrate, openDatabase, sql } from './index.ts';

const url = await emptyDatabase();
const owner = `owner_${randomBytes(5).toString('hex')}`;
const admin = new pg.Client({ connectionString: url });
await admin.connect();
await admin.query(`create role ${owner} login password 'x'`);
await admin.query(`alter database ${new URL(url).pathname.slice(1)} owner to ${owner}`);
const asOwner = new URL(url);
asOwner.username = owner;
asOwner.password = 'x';
it('an owner without superpowers is told what an administrator must run, and with that it is enough', async () => {
  const key = randomBytes(32);
  await assert.rejects(migrate(asOwner.href, key), (error: Error) => {
    assert.match(error.message, new RegExp(`run: alter role "${owner}" createrole`));
    return true;
  });
  await admin.query(`alter role ${owner} createrole`);
  await admin.query(
    `grant mailminion_app, mailminion_member, mailminion_system to ${owner} with admin option`,
  );
  await migrate(asOwner.href, key);

  const database = openDatabase(asOwner.href, key);
  assert.deepEqual(await database.asSystem((tx) => tx.query(sql`select id from accounts`)), []);
  await database.close();
});

it('two that set the same login’s password at once both come through', async () => {
  const key = randomBytes(32);
  await ensureLogins(url, [key]);
  const first = new pg.Client({ connectionString: url });
  await first.connect();
  await first.query('begin');
  await first.query(`alter role mailminion_app_${loginSuffix(key)} with password 'another'`);
  const second = Promise.allSettled([ensureLogins(url, [key])]);
  await until('the second to wait for the first', async () => {
    const waiting = await admin.query(
      `select from pg_stat_activity where datname = current_database() and application_name = 'mail-minion logins' and wait_event_type = 'Lock'`,
    );
    return waiting.rowCount;
  });
  await first.query('commit');
  await first.end();
  await admin.end();
  assert.deepEqual(await second, [{ status: 'fulfilled', value: undefined }]);
});
