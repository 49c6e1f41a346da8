import type { StaffRole } from '#server/accounts/contract.ts';
import type { QueueSystemMail, Scope } from '#server/accounts/index.ts';
import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { mailAccountOf } from '#server/sign-in/index.ts';
import type { StaffMember } from './contract.ts';

export interface StaffDeps {
  database: Database;
  queueSystemMail: QueueSystemMail;
  /** Public address of this install, without a slash at its end. */
  baseUrl: string;
}

const members: Sql = sql`
  select u.id, u.name, u.email, u.staff_role as "staffRole",
    exists (select from passkeys p where p.user_id = u.id)
      or exists (select from authenticator_apps p where p.user_id = u.id and p.confirmed_at is not null) as "hasSecondFactor",
    (select max(s.last_seen_at) from sessions s where s.user_id = u.id) as "lastSeenAt"
  from users u`;

/** Those who run the install; who may do most comes first. */
export async function listStaffMembers(tx: Tx): Promise<StaffMember[]> {
  return await tx.query<StaffMember>(sql`
    ${members} where u.staff_role is not null
    order by array_position(array['admin', 'support', 'viewer'], u.staff_role), lower(u.name), u.id`);
}

/**
 * Gives somebody who runs the install another role. Whatever they ask next is answered by it.
 * @throws not_found; wrong_state for the last admin
 */
export async function changeStaffRole(
  deps: StaffDeps,
  scope: Scope,
  userId: string,
  staffRole: StaffRole,
): Promise<StaffMember> {
  return await deps.database.asSystem(async (tx) => {
    const present = await lockStaff(tx, userId);
    if (present.staffRole === staffRole) return present;
    if (staffRole !== 'admin') await standDown(tx, present);
    await tx.execute(sql`update users set staff_role = ${staffRole} where id = ${userId}`);
    await tellOfChange(tx, deps, scope, present, `Your role is ${roleNames[staffRole]} now.`);
    return { ...present, staffRole };
  });
}

/**
 * Takes somebody out of those who run the install; their login stays.
 * @throws not_found; wrong_state for the last admin
 */
export async function removeStaff(deps: StaffDeps, scope: Scope, userId: string): Promise<StaffMember> {
  return await deps.database.asSystem(async (tx) => {
    const present = await lockStaff(tx, userId);
    await standDown(tx, present);
    await tx.execute(sql`update users set staff_role = null where id = ${userId}`);
    await tellOfChange(tx, deps, scope, present, 'You are no longer among those who run it.');
    return present;
  });
}

/** Lets changes happen one after the other, so that no two admins take each other's role at once. */
async function lockStaff(tx: Tx, userId: string): Promise<StaffMember> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtext('staff'))`);
  const found = await tx.maybeOne<StaffMember>(
    sql`${members} where u.id = ${userId} and u.staff_role is not null`,
  );
  if (!found) throw problem('not_found', 'There is nobody of that kind among those who run this install.');
  return found;
}

/** What an admin leaves behind: another admin, and no invitation that is still open. @throws wrong_state */
async function standDown(tx: Tx, { id, staffRole }: StaffMember): Promise<void> {
  if (staffRole !== 'admin') return;
  const { found } = await tx.one<{ found: boolean }>(
    sql`select exists (select from users where staff_role = 'admin' and id <> ${id}) as found`,
  );
  if (!found)
    throw problem(
      'wrong_state',
      'The install would be left without an admin. Make somebody else an admin first.',
    );
  await tx.execute(sql`delete from staff_invitations where invited_by = ${id}`);
}

async function tellOfChange(
  tx: Tx,
  { queueSystemMail }: StaffDeps,
  { userId }: Scope,
  { id, name, email }: StaffMember,
  change: string,
): Promise<void> {
  const by = await tx.one<{ name: string }>(sql`select name from users where id = ${userId}`);
  await queueSystemMail(tx, {
    accountId: await mailAccountOf(tx, id),
    to: email,
    mail: { kind: 'staff-changed', name, change, from: by.name },
  });
}

/** As sentences call them. */
export const roleNames: Record<StaffRole, string> = { viewer: 'viewer', support: 'support', admin: 'admin' };
