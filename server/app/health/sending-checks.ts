import type { HealthCheck } from '#server/operator/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { check, inWords, type Look, orUnknown } from './check.ts';

/** Whether mail leaves, and what stands in its way. */
export function sendingChecks(database: Database, mode: 'sandbox' | 'smtp'): Look[] {
  return [
    orUnknown('mail-way', 'Way out', () => wayOut(database, mode)),
    orUnknown('sending-servers', 'Sending servers', () => servers(database)),
    orUnknown('system-mail', 'System mail', () => systemMail(database)),
    orUnknown('logins', 'Logins', () => logins(database)),
    orUnknown('activity-log', 'Activity logs', () => activityLog(database)),
  ];
}

async function wayOut(database: Database, mode: 'sandbox' | 'smtp'): Promise<HealthCheck> {
  const { shared } = await database.asSystem((tx) =>
    tx.one<{ shared: number }>(
      sql`select count(*) as shared from sending_servers where shared and enabled and kind <> 'sandbox'`,
    ),
  );
  const leaves = mode === 'smtp' || shared > 0;
  return check(
    'mail-way',
    'Way out',
    leaves ? 'ok' : 'warn',
    leaves
      ? 'Mail of the install leaves this machine.'
      : 'Mail of the install stays in the sandbox: nobody gets confirmations or new passwords.',
    leaves ? null : 'Set SMTP_URL, or offer a sending server to all accounts.',
  );
}

async function servers(database: Database): Promise<HealthCheck> {
  const { standing, inTrouble, alerts } = await database.asSystem((tx) =>
    tx.one<{ standing: number; inTrouble: number; alerts: number }>(sql`
      select count(*) filter (where enabled and trouble is null) as standing,
        count(*) filter (where enabled and trouble is not null) as "inTrouble",
        (select count(*) from alerts where resolved_at is null) as alerts
      from sending_servers where kind <> 'sandbox'`),
  );
  const servers =
    standing + inTrouble === 0 ? 'No account has one' : `${standing} work, ${inTrouble} are in trouble`;
  const says = `${servers}; ${alerts === 0 ? 'no alert is' : `${alerts} alerts are`} open in all accounts.`;
  return check(
    'sending-servers',
    'Sending servers',
    inTrouble > 0 ? 'warn' : 'ok',
    says,
    inTrouble > 0 ? 'Their owners see why under Settings → Sending.' : null,
  );
}

async function systemMail(database: Database): Promise<HealthCheck> {
  const { waiting, oldest, givenUp } = await database.asSystem((tx) =>
    tx.one<{ waiting: number; oldest: number | null; givenUp: number }>(sql`
      select count(*) filter (where state = 'queued') as waiting,
        extract(epoch from max(now() - created_at) filter (where state = 'queued'))::float8 as oldest,
        count(*) filter (where state = 'given_up' and finished_at > now() - interval '7 days') as "givenUp"
      from system_mails`),
  );
  const isLate = (oldest ?? 0) > 900;
  return check(
    'system-mail',
    'System mail',
    givenUp > 0 || isLate ? 'warn' : 'ok',
    `${waiting === 0 ? 'None waits' : `${waiting} wait, the oldest for ${inWords(oldest ?? 0)}`}; ${givenUp} given up within a week.`,
    givenUp > 0 || isLate ? 'Read what mail servers answered, under System mail → Sent.' : null,
  );
}

async function logins(database: Database): Promise<HealthCheck> {
  const { since } = await database.asSystem((tx) =>
    tx.one<{ since: string | null }>(sql`select guessing_since as since from install_settings`),
  );
  return check(
    'logins',
    'Logins',
    since === null ? 'ok' : 'bad',
    since === null
      ? 'No more logins fail than is usual.'
      : `Since ${since.slice(0, 16).replace('T', ' ')} (UTC) logins fail for unusually many addresses.`,
    since === null
      ? null
      : 'Somebody may be trying stolen passwords. Guessing is slowed down by itself; ask your people for second factors, and block the networks in front of the product.',
  );
}

async function activityLog(database: Database): Promise<HealthCheck> {
  const { day, age, faulty } = await database.asSystem((tx) =>
    tx.one<{ day: string | null; age: number | null; faulty: number }>(sql`
      select max(day)::text as day, (now() at time zone 'UTC')::date - max(day) as age,
        (select count(*) from (select distinct on (account_id) findings from act_checks order by account_id, at desc) newest
          where findings <> '[]') as faulty
      from act_anchors`),
  );
  if (faulty > 0)
    return check(
      'activity-log',
      'Activity logs',
      'bad',
      `The last check of ${faulty} found something changed or missing.`,
      'Keep a copy of the database as it is, and find out who could write to it.',
    );
  const isOld = (age ?? 0) > 2;
  return check(
    'activity-log',
    'Activity logs',
    isOld ? 'warn' : 'ok',
    day === null
      ? 'They are signed for the first time at night.'
      : `They are whole, and were signed on ${day}.`,
    isOld ? 'The nightly job does not run: look at the workers and the failed jobs.' : null,
  );
}
