import { loginKey, requireRoomForUser, type Scope } from '#server/accounts/index.ts';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem, tooMany } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { GivenRole } from '../members/contract.ts';
import { refuseAbove } from '../members/members.ts';
import { requireRestriction } from '../members/restrict-member.ts';
import type { TeamMailDeps } from '../team-mail.ts';
import { lockTeam } from '../who-owns.ts';
import type { Invitation } from './contract.ts';

const HOURS = 72;
/** What one account may send a day in all, and to one address: strangers must not be mailed at will. */
const MOST_A_DAY = 50;
const MOST_TO_ONE = 3;

/** The names of those of a column's lists that there still are. */
const listsOf = (ids: Sql): Sql => sql`
  case when ${ids} is not null then coalesce((
    select json_agg(json_build_object('id', l.id, 'name', l.name) order by lower(l.name))
    from lists l where l.id = any(${ids})), '[]') end`;

const invitations = sql`
  select i.id, i.email, i.role, ${listsOf(sql`i.list_ids`)} as lists, u.name as "invitedBy", i.sent_at as "sentAt", i.expires_at as "expiresAt"
  from invitations i left join users u on u.id = i.invited_by`;

/** Those that wait for an answer, expired ones too. */
export async function listInvitations(database: Database, scope: Scope): Promise<Invitation[]> {
  return await database.inAccount(scope.accountId, (tx) =>
    tx.query<Invitation>(sql`${invitations} order by i.created_at, i.id`),
  );
}

/**
 * Invites somebody by mail. Who was invited before gets a new link, and the role and lists of this invitation.
 * @throws over_plan; forbidden for a role above the caller's own; already_exists for a member; invalid_input for lists there are not, or
 *   lists of somebody who sees all; too_many_requests
 */
export async function invite(
  deps: TeamMailDeps,
  scope: Scope,
  { email, role, listIds }: { email: string; role: GivenRole; listIds: string[] | null },
): Promise<Invitation> {
  return await deps.database.inAccount(scope.accountId, async (tx) => {
    refuseAbove(scope, role);
    await lockTeam(tx, scope.accountId);
    await refuseMember(tx, email);
    if (listIds) await requireRestriction(tx, role, listIds);
    if (!(await isInvited(tx, email))) await requireRoomForUser(tx, scope.accountId);
    const token = randomToken();
    const { id } = await tx.one<{ id: string }>(sql`
      insert into invitations (account_id, id, email, email_key, role, list_ids, token_hash, invited_by, expires_at)
      values (${scope.accountId}, ${newId()}, ${email}, ${loginKey(email)}, ${role}, ${listIds}, ${sha256(token)}, ${scope.userId},
              now() + make_interval(hours => ${HOURS}))
      on conflict (account_id, email_key) do update set email = excluded.email, role = excluded.role,
        list_ids = excluded.list_ids, token_hash = excluded.token_hash, invited_by = excluded.invited_by, sent_at = now(), expires_at = excluded.expires_at
      returning id`);
    return await mailInvitation(tx, deps, scope, { id, token });
  });
}

/**
 * Sends an invitation again with a new link; the one before ends.
 * @throws not_found; forbidden for one to a role above the caller's own; too_many_requests
 */
export async function resendInvitation(deps: TeamMailDeps, scope: Scope, id: string): Promise<Invitation> {
  return await deps.database.inAccount(scope.accountId, async (tx) => {
    await lockTeam(tx, scope.accountId);
    const token = randomToken();
    const found = await tx.maybeOne<{ role: GivenRole }>(sql`
      update invitations set token_hash = ${sha256(token)}, sent_at = now(), invited_by = ${scope.userId},
        expires_at = now() + make_interval(hours => ${HOURS})
      where id = ${id} returning role`);
    if (!found) throw noSuchInvitation();
    refuseAbove(scope, found.role);
    return await mailInvitation(tx, deps, scope, { id, token });
  });
}

/** Ends an invitation and its link. @throws not_found */
export async function revokeInvitation(database: Database, scope: Scope, id: string): Promise<void> {
  const ended = await database.inAccount(scope.accountId, (tx) =>
    tx.execute(sql`delete from invitations where id = ${id}`),
  );
  if (!ended) throw noSuchInvitation();
}

async function refuseMember(tx: Tx, email: string): Promise<void> {
  const member = await tx.maybeOne(sql`
    select from memberships m join users u on u.id = m.user_id where lower(u.email) = ${loginKey(email)}`);
  if (member)
    throw problem('already_exists', `${email} is a member already.`, { email: 'A member already.' });
}

/** Whoever was invited has a place already. */
async function isInvited(tx: Tx, email: string): Promise<boolean> {
  const found = await tx.maybeOne(
    sql`select from invitations where email_key = ${loginKey(email)} and expires_at > now()`,
  );
  return found !== undefined;
}

/** To be called with the team locked, so that nobody counts at the same time. */
async function mailInvitation(
  tx: Tx,
  { baseUrl, queueSystemMail }: TeamMailDeps,
  scope: Scope,
  { id, token }: { id: string; token: string },
): Promise<Invitation> {
  const invitation = await tx.one<Invitation & { account: string }>(sql`
    select i.*, (select name from accounts) as account from (${invitations}) i where i.id = ${id}`);
  await refuseTooMany(tx, invitation.email);
  await queueSystemMail(tx, {
    accountId: scope.accountId,
    to: invitation.email,
    mail: {
      kind: 'invitation',
      inviter: invitation.invitedBy ?? invitation.account,
      account: invitation.account,
      role: invitation.role,
      link: `${baseUrl}/invitation#${token}`,
      until: invitation.expiresAt,
    },
  });
  return invitation;
}

async function refuseTooMany(tx: Tx, email: string): Promise<void> {
  const toThem = sql`filter (where lower(to_address) = ${loginKey(email)})`;
  const until = (oldest: Sql) => sql`extract(epoch from ${oldest} + interval '1 day' - now())::float8`;
  const sent = await tx.one<{ inAll: number; toOne: number; waitInAll: number; waitToOne: number }>(sql`
    select count(*) as "inAll", count(*) ${toThem} as "toOne",
      ${until(sql`min(created_at)`)} as "waitInAll", ${until(sql`min(created_at) ${toThem}`)} as "waitToOne"
    from system_mails where kind = 'invitation' and created_at > now() - interval '1 day'`);
  if (sent.toOne >= MOST_TO_ONE)
    throw tooMany(
      sent.waitToOne,
      `${email} was sent ${MOST_TO_ONE} invitations within a day. Ask them to look for the last one, also among spam.`,
    );
  if (sent.inAll >= MOST_A_DAY)
    throw tooMany(sent.waitInAll, `At most ${MOST_A_DAY} invitations a day. Try again tomorrow.`);
}

const noSuchInvitation = () => problem('not_found', 'There is no such invitation.');
