import { isAbove, type Role, roleMay } from '#server/accounts/contract.ts';
import type { OnAccountChanged, Scope } from '#server/accounts/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { lockTeam, requireAnotherOwner } from '../who-owns.ts';
import type { GivenRole, Member } from './contract.ts';
import { isRestrictable, requireRestriction, restrictMember } from './restrict-member.ts';

const members = sql`
  select u.id, u.name, u.email, m.role, inviter.name as "invitedBy", m.created_at as "joinedAt",
    m.last_seen_at as "lastSeenAt",
    case when m.restricted then coalesce((
      select json_agg(json_build_object('id', l.id, 'name', l.name) order by lower(l.name))
      from member_lists r join lists l on l.id = r.list_id where r.user_id = m.user_id), '[]') end as lists
  from memberships m join users u on u.id = m.user_id left join users inviter on inviter.id = m.invited_by`;

/** Who belongs to the account, those who may do most first. */
export async function listMembers(database: Database, scope: Scope): Promise<Member[]> {
  return await database.inAccount(scope.accountId, (tx) =>
    tx.query<Member>(sql`${members}
      order by array_position(array['owner', 'admin', 'editor', 'analyst'], m.role), lower(u.name), u.id`),
  );
}

interface MemberDeps {
  database: Database;
  onAccountChanged: OnAccountChanged;
}

interface MemberChange {
  role?: GivenRole | undefined;
  listIds?: string[] | null | undefined;
}

/**
 * Gives a member another role, or restricts them to certain lists. Admins see all lists.
 * @throws not_found; forbidden for a role or a member above the caller's own role; wrong_state for the last owner;
 *   invalid_input for lists there are not, or lists of somebody who sees all
 */
export async function changeMember(
  { database, onAccountChanged }: MemberDeps,
  scope: Scope,
  userId: string,
  { role, listIds }: MemberChange,
): Promise<Member> {
  return await database.inAccount(scope.accountId, async (tx) => {
    const { present, own } = await lockMember(tx, scope, userId);
    if (role) {
      refuseAbove({ role: own }, role);
      if (present === 'owner') await requireAnotherOwner(tx, scope.accountId, userId);
      await tx.execute(sql`
        update memberships set role = ${role}, restricted = restricted and ${isRestrictable(role)}
        where user_id = ${userId}`);
    }
    if (listIds) await requireRestriction(tx, role ?? present, listIds);
    if (listIds !== undefined) await restrictMember(tx, { accountId: scope.accountId, userId }, listIds);
    await onAccountChanged(tx, scope.accountId);
    return await tx.one<Member>(sql`${members} where u.id = ${userId}`);
  });
}

/**
 * Ends a membership; the sessions of that user in this account end with it, in the same moment.
 * @throws not_found; forbidden for a member above the caller's own role; wrong_state for the last owner
 */
export async function removeMember(
  { database, onAccountChanged }: MemberDeps,
  scope: Scope,
  userId: string,
): Promise<void> {
  await database.inAccount(scope.accountId, async (tx) => {
    const { present } = await lockMember(tx, scope, userId);
    if (present === 'owner') await requireAnotherOwner(tx, scope.accountId, userId);
    await tx.execute(sql`delete from memberships where user_id = ${userId}`);
    await onAccountChanged(tx, scope.accountId);
  });
}

/**
 * The roles of the member and of the caller, which cannot change until the transaction ends. That of the caller may have while the
 * request waited: whoever was removed or lowered first changes nobody.
 */
async function lockMember(tx: Tx, scope: Scope, userId: string): Promise<{ present: Role; own: Role }> {
  await lockTeam(tx, scope.accountId);
  const [present, own] = [await roleOf(tx, userId), await roleOf(tx, scope.userId)];
  if (!own || !roleMay(own, 'team:manage')) throw problem('forbidden');
  if (!present) throw problem('not_found', 'There is no such member.');
  if (isAbove(present, own))
    throw problem('forbidden', 'This member stands above you. Ask an owner of the account.');
  return { present, own };
}

async function roleOf(tx: Tx, userId: string | null): Promise<Role | undefined> {
  const member = await tx.maybeOne<{ role: Role }>(
    sql`select role from memberships where user_id = ${userId}`,
  );
  return member?.role;
}

/** @throws forbidden when the role may do more than the caller's own */
export function refuseAbove({ role: own }: Pick<Scope, 'role'>, role: Role): void {
  if (isAbove(role, own)) throw problem('forbidden', 'Nobody can give a role above their own.');
}
