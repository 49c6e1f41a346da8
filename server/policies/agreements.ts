import type { Browser } from '#server/accounts/index.ts';
import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { informingKind } from './contract.ts';
import { currentVersions, today } from './versions.ts';

/** Who agrees, to which versions, and from where. */
export interface Agreement {
  accountId: string;
  userId: string;
  /** Those the person was shown. */
  versionIds: readonly string[];
  browser: Browser;
  /** Whether nothing that must be agreed to may be missing, as at registration. */
  toAll?: boolean;
}

/**
 * Records that somebody agreed to what is in force, or to what was announced and will be. Agreeing twice is recorded once.
 * Runs as the system role.
 *
 * @throws conflict when one of the versions was replaced since the person was shown it
 * @throws invalid_input when toAll is asked and one is missing
 */
export async function recordAgreement(tx: Tx, agreement: Agreement): Promise<void> {
  const { accountId, userId, versionIds, browser, toAll = false } = agreement;
  if (toAll) await requireAll(tx, versionIds);
  const found = await tx.query<{ id: string }>(
    sql`select v.id from policy_versions v where v.id = any (${[...versionIds]}) and ${isCurrentOrComing}`,
  );
  if (found.length < new Set(versionIds).size)
    throw problem(
      'conflict',
      'One of the policies was changed in the meantime. Reload, read it and agree again.',
    );
  for (const { id } of found) {
    await tx.execute(sql`
      insert into policy_agreements (account_id, id, user_id, name, email, version_id, kind, version, hash, ip, user_agent)
      select ${accountId}, ${newId()}, u.id, u.name, u.email, v.id, v.kind, v.version, v.hash, ${browser.ip},
        ${browser.userAgent.slice(0, 500)}
      from policy_versions v, users u
      where v.id = ${id} and u.id = ${userId}
        and not exists (select from policy_agreements a where a.user_id = u.id and a.version_id = v.id)`);
  }
}

async function requireAll(tx: Tx, versionIds: readonly string[]): Promise<void> {
  const missing = (await currentVersions(tx)).filter(
    ({ id, mustAgree }) => mustAgree && !versionIds.includes(id),
  );
  if (missing.length === 0) return;
  const names = missing.map(({ title }) => title).join(', ');
  throw problem('invalid_input', `Please agree to: ${names}.`, {
    agreedTo: 'Please read these and agree to them.',
  });
}

/** Whether a version v is in force or is going to be: no later one is in force. */
const isCurrentOrComing: Sql = sql`not exists (
  select from policy_versions later
  where later.kind = v.kind and later.version > v.version and later.effective_on <= ${today})`;

/**
 * Whether the person still has to accept a material change in force. Those who run the install are never asked: they publish
 * the policies. Runs as the system role.
 * @param graceDays days from the day it took effect in which the change does not count yet.
 */
export async function mustAccept(tx: Tx, userId: string, graceDays = 0): Promise<boolean> {
  const { pending } = await tx.one<{ pending: boolean }>(sql`
    select exists (
      select from policy_versions v join users u on u.id = ${userId} and u.staff_role is null
      where ${isUnaccepted} and v.effective_on + ${graceDays}::integer <= ${today}) as pending`);
  return pending;
}

/** Whether a version v is a material change that the user u has not agreed to, nor to a later one. */
const isUnaccepted: Sql = sql`
  v.material and v.kind <> ${informingKind} and not exists (
    select from policy_agreements a where a.user_id = u.id and a.kind = v.kind and a.version >= v.version)`;

/** Days in which programs go on writing after a change took effect that nobody has accepted yet. */
const KEY_GRACE_DAYS = 14;

/** The same for an account’s API keys, for which its owners answer: one of them who has accepted is enough. */
export async function ownersMustAccept(tx: Tx, accountId: string): Promise<boolean> {
  const owners = await tx.query<{ id: string }>(
    sql`select user_id as id from memberships where account_id = ${accountId} and role = 'owner'`,
  );
  for (const { id } of owners) if (!(await mustAccept(tx, id, KEY_GRACE_DAYS))) return false;
  return owners.length > 0;
}

/**
 * From which day on, past or coming, none of the account’s owners has accepted a material change: what the product does for
 * the account by itself waits from then on. Null when one of them has accepted all there is.
 */
export async function ownersMustAcceptFrom(tx: Tx, accountId: string): Promise<string | null> {
  const { day } = await tx.one<{ day: string | null }>(sql`
    select case when bool_and(day is not null) then max(day)::text end as day
    from (
      select case when u.staff_role is null then (
        select min(v.effective_on) from policy_versions v where ${isUnaccepted}) end as day
      from memberships m join users u on u.id = m.user_id
      where m.account_id = ${accountId} and m.role = 'owner') owners`);
  return day;
}
