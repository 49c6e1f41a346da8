import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemMailQueue } from '#server/accounts/index.ts';
import { sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { person, setUpInstall, startTestApp } from '#testing/app.ts';
import { countSystemMails } from '#testing/system-mail.ts';
import { watchLogins } from './watch-logins.ts';

const app = await startTestApp();
const { database, secrets } = app.services;

const fail = (addresses: number) =>
  database.asSystem((tx) =>
    tx.execute(sql`
      insert into login_failures (key, failures, last_at, blocked_until)
      select decode(md5(${newId()} || n), 'hex'), 1, now(), now() from generate_series(1, ${addresses}::int) n`),
  );
const look = async () => {
  await watchLogins({ database, queueSystemMail: systemMailQueue(secrets), baseUrl: app.url });
  const { since } = await database.asSystem((tx) =>
    tx.one<{ since: string | null }>(sql`select guessing_since as since from install_settings`),
  );
  const mails = await countSystemMails(app.services, person.email, 'guessing-noticed');
  return { isNoticed: since !== null, mails };
};

it('logins that fail for many addresses at once are noticed, told once, and forgotten when over', async () => {
  await setUpInstall(app.visitor());
  await fail(50);
  assert.deepEqual(await look(), { isNoticed: false, mails: 0 });
  await fail(1);
  assert.deepEqual(await look(), { isNoticed: true, mails: 1 });
  assert.deepEqual(await look(), { isNoticed: true, mails: 1 });
  await database.asSystem((tx) =>
    tx.execute(sql`update login_failures set last_at = now() - interval '1 hour'`),
  );
  assert.deepEqual(await look(), { isNoticed: false, mails: 1 });
});
