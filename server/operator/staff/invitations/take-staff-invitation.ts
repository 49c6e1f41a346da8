import type { StaffRole } from '#server/accounts/contract.ts';
import { loginKey, type Scope } from '#server/accounts/index.ts';
import { hashPassword, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { confirmAddress, refuseWeakPassword } from '#server/sign-in/index.ts';

interface ReadInvitation {
  email: string;
  inviter: string;
  staffRole: StaffRole;
  isKnown: boolean;
}

/** What the link leads to, without using it. @throws not_found when it does not work (any more) */
export async function readStaffInvitation(database: Database, token: string): Promise<ReadInvitation> {
  const found = await database.asSystem((tx) =>
    tx.maybeOne<ReadInvitation>(sql`
      select i.email, u.name as inviter, i.staff_role as "staffRole",
        exists (select from users k where k.email_key = i.email_key) as "isKnown"
      from staff_invitations i join users u on u.id = i.invited_by
      where i.token_hash = ${sha256(token)} and i.expires_at > now()`),
  );
  if (!found) throw usedUp();
  return found;
}

/**
 * Lets the logged-in user run the install from now on.
 * @throws not_found; forbidden when it is made out to another address
 */
export async function acceptStaffInvitation(
  database: Database,
  { userId }: Scope,
  token: string,
): Promise<void> {
  await database.asSystem(async (tx) => {
    const invitation = await useInvitation(tx, token);
    const user = await tx.one<{ email: string; emailKey: string }>(
      sql`select email, email_key as "emailKey" from users where id = ${userId}`,
    );
    if (user.emailKey !== loginKey(invitation.email))
      throw problem(
        'forbidden',
        `This invitation is for ${invitation.email}, and you are logged in as ${user.email}. Log out and come in with that address.`,
      );
    await confirmAddress(tx, userId ?? '');
    // Whoever has a role got it since from another hand: an old link must not change it.
    await tx.execute(sql`
      update users set staff_role = ${invitation.staffRole} where id = ${userId} and staff_role is null`);
  });
}

/**
 * Makes a user of whoever was invited, who runs the install and belongs to no account.
 * @throws not_found; already_exists when somebody logs in with that address; invalid_input when the password is weak
 */
export async function joinStaff(
  database: Database,
  { token, name, password }: { token: string; name: string; password: string },
): Promise<string> {
  const { email } = await readStaffInvitation(database, token);
  refuseWeakPassword(password, { name, email });
  const passwordHash = await hashPassword(password);
  return await database.asSystem(async (tx) => {
    const invitation = await useInvitation(tx, token);
    const userId = newId();
    const made = await tx.execute(sql`
      insert into users (id, email, email_key, name, password_hash, staff_role)
      values (${userId}, ${invitation.email}, ${loginKey(invitation.email)}, ${name}, ${passwordHash},
        ${invitation.staffRole})
      on conflict (email_key) do nothing`);
    if (!made)
      throw problem(
        'already_exists',
        'You log in with this address already. Log in, then accept the invitation.',
      );
    await confirmAddress(tx, userId);
    return userId;
  });
}

/** Of two who come with the same token one gets it. A transaction that fails gives it back. */
async function useInvitation(tx: Tx, token: string): Promise<{ email: string; staffRole: StaffRole }> {
  // After a demotion of the inviter that goes on at this moment.
  await tx.query(sql`select pg_advisory_xact_lock(hashtext('staff'))`);
  const used = await tx.maybeOne<{ email: string; staffRole: StaffRole }>(sql`
    delete from staff_invitations where token_hash = ${sha256(token)} and expires_at > now()
    returning email, staff_role as "staffRole"`);
  if (!used) throw usedUp();
  return used;
}

const usedUp = () =>
  problem(
    'not_found',
    'This invitation does not work any more: it was used, replaced, withdrawn, or is older than three days. Ask for a new one.',
  );
