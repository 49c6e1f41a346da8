import { csvPart, type ExportPart, jsonPart } from '#server/closing/index.ts';
import { sql } from '#server/platform/database/index.ts';

const messages = csvPart({
  path: 'messages.csv',
  about: 'Every message to every contact: when it left, what the mail server said, whether it was opened.',
  tables: ['messages', 'sends', 'send_ranges'],
  statement: sql`
    select m.send_id, (select s.campaign_id from sends s where s.account_id = m.account_id and s.id = m.send_id) as campaign_id,
      m.position, m.contact_id, m.email, m.state, m.attempts, m.handed_at, m.settled_at,
      m.reply_code, m.reply, m.failure, m.opened_at, m.open_count, m.machine_opened_at, m.clicked_at, m.click_count,
      m.unsubscribed_at
    from messages m order by m.account_id, m.send_id, m.position`,
  count: sql`select count(*) as count from messages`,
});

const servers = jsonPart({
  path: 'sending-servers.json',
  about: 'Sending servers and their limits, without their passwords.',
  tables: ['sending_servers'],
  read: ({ snapshot }) =>
    snapshot.query(sql`
      select id, name, kind, settings, enabled, streams, from_domains as "fromDomains", priority, limits,
        group_limits as "groupLimits", warm_up as "warmUp", messages_per_connection as "messagesPerConnection",
        created_at as "createdAt", changed_at as "changedAt"
      from sending_servers order by created_at, id`),
});

const dkimKeys = csvPart({
  path: 'dkim-keys.csv',
  about: 'DKIM keys: the public half, as it stands in the DNS.',
  tables: ['dkim_keys'],
  statement: sql`select id, domain, selector, algorithm, public_key, created_at from dkim_keys order by created_at, id`,
});

const warmUps = csvPart({
  path: 'warm-ups.csv',
  about: 'Domains that were warmed up: messages a day from the first on.',
  tables: ['domain_warm_ups'],
  statement: sql`select domain, started_on::text, plan from domain_warm_ups order by started_on, domain`,
});

const days = csvPart({
  path: 'sending-days.csv',
  about: 'How mail left day by day, by server and receiver.',
  tables: ['server_days'],
  statement: sql`
    select day::text, server, receiver, accepted, deferred, rejected, slowed, tls_verified, tls_unverified, in_clear
    from server_days order by day, server, receiver`,
});

const alerts = csvPart({
  path: 'alerts.csv',
  about: 'What the product raised an alarm about.',
  tables: ['alerts'],
  statement: sql`select id, kind, subject_id, text, raised_at, resolved_at from alerts order by raised_at, id`,
});

/** What delivery lends to an export of the account. */
export const deliveryExport: readonly ExportPart[] = [messages, servers, dkimKeys, warmUps, days, alerts];
