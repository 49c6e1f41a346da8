import { kindsAboutAccount } from '#server/accounts/index.ts';
import { sentencesOf } from '#server/activity/index.ts';
import { sql } from '#server/platform/database/index.ts';
import type { RouteContract } from '#server/platform/http/index.ts';
import { csvPart, csvPieces, type ExportPart, jsonPart } from './export-part.ts';

const settings = jsonPart({
  path: 'account.json',
  about: 'The account and its settings.',
  tables: ['account_closings', 'registrations', 'confirmation_mails', 'ownership_offers'],
  read: async ({ snapshot }) =>
    (
      await snapshot.query(sql`
        select id, name, postal_address as "postalAddress", time_zone as "timeZone", default_from_name as "defaultFromName",
          default_from_email as "defaultFromEmail", daily_cap as "dailyCap", when_unsure as "whenUnsure", approval_required as "approvalRequired",
          suspended_at as "suspendedAt", suspended_reason as "suspendedReason", links_stopped as "linksStopped", closing_at as "closingAt",
          (select to_jsonb(c) - 'account_id' from account_closings c) as closing,
          (select to_jsonb(o) - 'account_id' from ownership_offers o) as "ownershipOffer",
          (select jsonb_agg(to_jsonb(r) - 'account_id') from registrations r) as registration, created_at as "createdAt"
        from accounts`)
    )[0],
});

const people = csvPart({
  path: 'people.csv',
  about: 'Who works in the account, in which role, and with which lists.',
  tables: ['memberships', 'member_lists'],
  statement: sql`
    select u.id, u.name, u.email, m.role, m.restricted, u.confirmed_at is not null as address_confirmed,
      (select array_agg(l.name order by l.name) from member_lists ml join lists l on l.account_id = ml.account_id and l.id = ml.list_id
       where ml.account_id = m.account_id and ml.user_id = m.user_id) as lists,
      m.created_at as member_since, m.last_seen_at
    from memberships m join users u on u.id = m.user_id order by m.created_at, u.id`,
});

const invitations = csvPart({
  path: 'invitations.csv',
  about: 'Who was invited and has not come yet.',
  tables: ['invitations'],
  statement: sql`
    select id, email, role, list_ids is not null as restricted,
      (select array_agg(l.name order by l.name) from lists l where l.account_id = i.account_id and l.id = any(i.list_ids)) as lists,
      invited_by, created_at, sent_at, expires_at
    from invitations i order by created_at`,
});

const apiKeys = csvPart({
  path: 'api-keys.csv',
  about: 'API keys by name and beginning. The keys themselves are stored nowhere.',
  tables: ['api_keys'],
  statement: sql`
    select id, name, prefix, scopes, created_by, created_at, expires_at, last_used_at, last_used_ip, revoked_at
    from api_keys order by created_at, id`,
});

const agreements = csvPart({
  path: 'agreements.csv',
  about: 'Who agreed to which version of the terms and policies, when and from where.',
  tables: ['policy_agreements'],
  statement: sql`
    select name, email, user_id, kind as policy, version, hash as text_sha256, agreed_at, ip, user_agent as browser
    from policy_agreements order by agreed_at, id`,
});

const systemMails = csvPart({
  path: 'system-mails.csv',
  about:
    'Mail of the install about the account in the last weeks: to whom and of which kind, not what it said. Mail about the logins of its people is theirs.',
  tables: ['system_mails'],
  statement: sql`
    select id, kind, to_address, state, reply, created_at, finished_at from system_mails
    where kind = any(${kindsAboutAccount}) order by created_at, id`,
});

const featureUse = csvPart({
  path: 'feature-use.csv',
  about: 'How often each feature was used, by week.',
  tables: ['feature_use'],
  statement: sql`select week::text, feature, uses from feature_use order by week, feature`,
});

const exportsSoFar = csvPart({
  path: 'exports.csv',
  about: 'Who exported the account, and when.',
  tables: ['account_exports'],
  statement: sql`select id, asked_by, asked_at, rows, finished_at, broken_at from account_exports order by asked_at`,
});

/** Those who run the install are one to the client: neither their address nor their browser is told. */
const acts = (contracts: () => readonly RouteContract[]): ExportPart => ({
  tables: ['acts', 'act_outcomes'],
  count: sql`select count(*) as count from acts`,
  async *files({ snapshot }) {
    const did = sentencesOf(contracts());
    const statement = sql`
      select a.id, a.at, a.who, case when a.who = 'user' then a.user_id when a.who = 'key' then a.key_id end as who_id,
        case a.who when 'user' then (select u.name from users u where u.id = a.user_id)
                   when 'key' then (select k.name from api_keys k where k.account_id = a.account_id and k.id = a.key_id) end as who_name,
        a.act, a.act as did, coalesce(o.object_id, a.object_id) as object_id, o.object_name,
        coalesce(o.outcome, 'unknown') as outcome, o.code,
        case when a.who <> 'operator' then a.ip end as ip, case when a.who <> 'operator' then a.user_agent end as browser
      from acts a left join act_outcomes o on o.account_id = a.account_id and o.act_id = a.id order by a.account_id, a.id`;
    const inWords = (columns: string[], row: unknown[]) =>
      row.map((value, at) => (columns[at] === 'did' ? did(String(value)) : value));
    yield {
      path: 'activity.csv',
      about:
        'Who did what in the account. What shows that the log is whole is exported under Settings, Activity.',
      pieces: csvPieces(snapshot, statement, inWords),
    };
  },
});

/** What the accounts lend to an export. @param contracts every route, asked for once an export is made */
export const accountsExport = (contracts: () => readonly RouteContract[]): readonly ExportPart[] => [
  settings,
  people,
  invitations,
  apiKeys,
  agreements,
  systemMails,
  featureUse,
  exportsSoFar,
  acts(contracts),
];
