import type { Role, StaffRole } from '#server/accounts/contract.ts';
import { type Browser, noteSeen, type SessionProof } from '#server/accounts/index.ts';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';

/** A session ends after a week without use and after 30 days in any case. */
const idleDays = 7;
const longestDays = 30;
/** Whoever runs the install reaches all accounts: after half an hour without use, after eight hours in any case. */
const staffIdleMinutes = 30;
const staffLongestHours = 8;

/** Judged by what the person of the session `s` of a query is now, not by what they were at login. */
const isOfStaff = sql`exists (select from users staff where staff.id = s.user_id and staff.staff_role is not null)`;
/** When a session that was used last at a moment ends for want of use. */
const idleEnd = (lastSeen: Sql) => sql`(${lastSeen}
  + case when ${isOfStaff} then make_interval(mins => ${staffIdleMinutes}) else make_interval(days => ${idleDays}) end)`;
const finalEnd = sql`least(s.expires_at, case when ${isOfStaff} then s.created_at + make_interval(hours => ${staffLongestHours}) end)`;

/** Whether the session `s` of a query is still good. */
export const isAlive = sql`(now() < ${idleEnd(sql`s.last_seen_at`)} and now() < ${finalEnd})`;

interface SessionOwner {
  /** Empty when the user belongs to no account. */
  accountId: string;
  userId: string;
  role: Role;
  /** Whether the member sees certain lists alone. */
  isRestricted: boolean;
  isOperator: boolean;
  staffRole: StaffRole | null;
  session: SessionProof;
}

/** Opens a session, in no account when that is null, and answers its token, which only the browser keeps. */
export async function openSession(
  database: Database,
  owner: { accountId: string | null; userId: string },
  browser: Browser,
  { secondFactor = false } = {},
): Promise<string> {
  return await database.asSystem((tx) => insertSession(tx, owner, browser, { secondFactor }));
}

/** How the first step of a login was made, where that was no password. */
export interface Way {
  /** The provider that vouched for the person. */
  providerId?: string;
  /** The provider of an account that did: the session is bound to that account. */
  bound?: { accountId: string; providerId: string };
  /** When the person last proved who they are, as far as is known: ISO 8601. */
  provedAt?: string;
}

/**
 * Opens a session as part of what its person does.
 * @throws sign_in_over when the provider it is opened through was disabled or removed meanwhile
 */
export async function insertSession(
  tx: Tx,
  owner: { accountId: string | null; userId: string },
  browser: Browser,
  {
    newDevice = false,
    deviceId = null,
    secondFactor = false,
    way = {},
  }: { newDevice?: boolean; deviceId?: string | null; secondFactor?: boolean; way?: Way } = {},
): Promise<string> {
  const { providerId = null } = way;
  await requireEnabled(tx, way);
  // Whoever showed a second factor did so just now.
  const provedAt = secondFactor ? null : (way.provedAt ?? null);
  const token = randomToken();
  await tx.execute(sql`
    insert into sessions (account_id, id, token_hash, user_id, expires_at, ip, user_agent, new_device, device_id,
      second_factor, proved_at, provider_id, account_provider_id)
    values (${owner.accountId}, ${newId()}, ${sha256(token)}, ${owner.userId}, now() + make_interval(days => ${longestDays}),
            ${browser.ip}, ${browser.userAgent.slice(0, 500)}, ${newDevice}, ${deviceId},
            ${secondFactor}, least(coalesce(${provedAt}::timestamptz, now()), now()), ${providerId}, ${way.bound?.providerId ?? null})`);
  if (owner.accountId !== null) await noteSeen(tx, owner.accountId, owner.userId);
  return token;
}

async function requireEnabled(tx: Tx, { providerId, bound }: Way): Promise<void> {
  if (providerId === undefined && !bound) return;
  const enabled = bound
    ? sql`select from account_providers where account_id = ${bound.accountId} and id = ${bound.providerId} and enabled for share`
    : sql`select from sign_in_providers where id = ${providerId} and enabled for share`;
  if (!(await tx.maybeOne(enabled))) throw problem('sign_in_over');
}

/**
 * Whose session the token opens, or undefined when it is unknown or over. Marks it as used, at most once a minute, unless a
 * screen asks by itself. The token a session had before it proved itself is read for ten seconds more, because calls may be
 * on their way; it has no proof.
 */
export async function readSession(
  database: Database,
  token: string,
  { unattended = false } = {},
): Promise<SessionOwner | undefined> {
  const hash = sha256(token);
  const isStale = sql`s.last_seen_at < now() - interval '1 minute'`;
  const end = idleEnd(
    unattended ? sql`s.last_seen_at` : sql`case when ${isStale} then now() else s.last_seen_at end`,
  );
  return await database.asSystem(async (tx) => {
    const found = await tx.maybeOne<Found>(sql`
      select s.account_id as "accountId", s.user_id as "userId", m.role, m.restricted as "isRestricted",
        case when s.account_provider_id is null then u.staff_role end as "staffRole", s.id, s.account_provider_id as "boundBy",
        case when s.account_provider_id is null and m.role <> 'owner' then (
          select p.id from account_providers p where p.account_id = s.account_id and p.enforced limit 1) end as "owedProvider",
        extract(epoch from now() - case when s.token_hash = ${hash} then s.proved_at else to_timestamp(0) end)::float8 as "secondsSinceProof",
        s.second_factor as "secondFactor", ${isStale} as stale,
        ceil(extract(epoch from least(${end}, ${finalEnd}) - now()))::int as "secondsLeft", ${end} >= ${finalEnd} as "endIsFinal"
      from sessions s left join memberships m using (account_id, user_id) join users u on u.id = s.user_id
      where (s.token_hash = ${hash} or (s.previous_token_hash = ${hash} and s.proved_at > now() - interval '10 seconds'))
        and ${isAlive}`);
    if (found?.stale && !unattended) await noteUse(tx, hash, found);
    return found && ownerOf(found);
  });
}

async function noteUse(tx: Tx, hash: Buffer, { accountId, userId }: Found): Promise<void> {
  await tx.execute(sql`update sessions set last_seen_at = now() where token_hash = ${hash}`);
  if (accountId !== null) await noteSeen(tx, accountId, userId);
}

type Found = Omit<SessionOwner, 'session' | 'accountId' | 'role' | 'isRestricted' | 'isOperator'> & {
  accountId: string | null;
  role: Role | null;
  isRestricted: boolean | null;
  id: string;
  secondsSinceProof: number;
  secondFactor: boolean;
  boundBy: string | null;
  owedProvider: string | null;
  secondsLeft: number;
  endIsFinal: boolean;
  stale: boolean;
};

function ownerOf({ accountId, role, isRestricted, userId, staffRole, ...proof }: Found): SessionOwner {
  const { id, secondsSinceProof, secondFactor, boundBy, owedProvider, secondsLeft, endIsFinal } = proof;
  const session = {
    id,
    secondsSinceProof,
    secondFactor,
    boundBy,
    owedProvider,
    secondsLeft,
    endIsFinal,
  };
  return {
    accountId: accountId ?? '',
    userId,
    role: role ?? 'analyst',
    isRestricted: isRestricted ?? false,
    isOperator: staffRole !== null,
    staffRole,
    session,
  };
}

/** By its id: the token it was asked with may be the one of before. */
export async function closeSession(database: Database, id: string): Promise<void> {
  await database.asSystem((tx) => tx.execute(sql`delete from sessions where id = ${id}`));
}
