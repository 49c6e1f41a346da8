import type { Scope } from '#server/accounts/index.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { recordAgreement } from './agreements.ts';
import { type Agreement, informingKind, type PolicyNotice, titles } from './contract.ts';
import { describeVersion, inReadingOrder, today, type VersionRow, versionColumns } from './versions.ts';

/** Days in which a change that needs no answer is shown to those who did not put it away. */
const NEWS_DAYS = 30;

type NoticeRow = VersionRow & Pick<PolicyNotice, 'since' | 'state'>;

/**
 * What the person should know of: of each policy the version in force if it must be accepted, else the newest one that is
 * coming or came lately, unless it was accepted or put away.
 */
export async function readNotices(database: Database, { accountId, userId }: Scope): Promise<PolicyNotice[]> {
  // Who belongs to no account has nothing to agree for.
  if (!accountId) return [];
  const rows = await database.asSystem((tx) =>
    tx.query<NoticeRow>(sql`
      select distinct on (kind) * from (
        select ${versionColumns}, ${lastAgreed} as since,
          case when ${mustBeAccepted} then 'accept' when v.effective_on > ${today} then 'coming' else 'changed' end as state
        from policy_versions v join users u on u.id = ${userId} and u.staff_role is null
        where ${mustBeAccepted} or ${isNews}) told
      order by kind, state = 'accept' desc, version desc`),
  );
  return inReadingOrder(rows).map(({ since, state, ...row }) => ({
    version: describeVersion(row),
    since,
    state,
  }));
}

const lastAgreed = sql`
  (select max(a.version) from policy_agreements a where a.user_id = u.id and a.kind = v.kind)`;

/** The newest in force, if it or one before it is material and was not agreed to: who agrees to it agrees to all. */
const mustBeAccepted = sql`(
  v.effective_on <= ${today} and v.kind <> ${informingKind}
  and not exists (
    select from policy_versions later
    where later.kind = v.kind and later.version > v.version and later.effective_on <= ${today})
  and exists (
    select from policy_versions older
    where older.kind = v.kind and older.version <= v.version and older.material
      and older.version > coalesce(${lastAgreed}, 0)))`;

const isNews = sql`(
  v.version > 1 and v.version > coalesce(${lastAgreed}, 0)
  and (v.effective_on > ${today} or v.published_at > u.created_at and v.effective_on > ${today} - ${NEWS_DAYS}::integer)
  and not exists (
    select from policy_notices n where n.user_id = u.id and n.version_id = v.id and n.seen_at is not null))`;

/** Shows no more notice of these versions; those that must be accepted are shown all the same. */
export async function putAwayNotices(
  database: Database,
  { userId }: Scope,
  versionIds: string[],
): Promise<void> {
  await database.asSystem((tx) =>
    tx.execute(sql`
      insert into policy_notices (user_id, version_id, seen_at)
      select ${userId}, v.id, now() from policy_versions v where v.id = any (${versionIds})
      on conflict (user_id, version_id) do update set seen_at = now()`),
  );
}

/** Agrees in the name of the person who is logged in. */
export async function accept(database: Database, scope: Scope, versionIds: string[]): Promise<void> {
  const { accountId, userId, browser } = scope;
  if (!accountId || !userId) throw problem('no_account');
  await database.asSystem((tx) => recordAgreement(tx, { accountId, userId, versionIds, browser }));
}

/** What the person agreed to, in whichever account, the newest first. */
export async function listAgreements(database: Database, { userId }: Scope): Promise<Agreement[]> {
  const rows = await database.asSystem((tx) =>
    tx.query<Omit<Agreement, 'title'>>(sql`
      select id, kind, version, hash, agreed_at as "agreedAt", ip, user_agent as "userAgent"
      from policy_agreements where user_id = ${userId} order by agreed_at desc, kind limit 200`),
  );
  return rows.map((row) => ({ ...row, title: titles[row.kind] }));
}
