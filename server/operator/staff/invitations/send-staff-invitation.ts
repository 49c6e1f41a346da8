import type { StaffRole } from '#server/accounts/contract.ts';
import { homeAccount, loginKey, type Scope } from '#server/accounts/index.ts';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { StaffInvitation } from '../contract.ts';
import { roleNames, type StaffDeps } from '../members.ts';

const HOURS = 72;

/**
 * Invites somebody by mail to run the install, whether they log in here already or not: only who reads that mailbox, and
 * logs in with that address, gets the role. Inviting an address again ends the invitation it had.
 * @throws already_exists for somebody who runs the install
 */
export async function inviteStaff(
  { database, queueSystemMail, baseUrl }: StaffDeps,
  { userId }: Scope,
  { email, staffRole }: { email: string; staffRole: StaffRole },
): Promise<StaffInvitation> {
  const [id, token] = [newId(), randomToken()];
  return await database.asSystem(async (tx) => {
    await refuseStaff(tx, email);
    await tx.execute(sql`
      insert into staff_invitations (id, email, email_key, staff_role, token_hash, invited_by, expires_at)
      values (${id}, ${email}, ${loginKey(email)}, ${staffRole}, ${sha256(token)}, ${userId},
        now() + make_interval(hours => ${HOURS}))
      on conflict (email_key) do update set id = excluded.id, email = excluded.email, staff_role = excluded.staff_role,
        token_hash = excluded.token_hash, invited_by = excluded.invited_by, sent_at = now(), expires_at = excluded.expires_at`);
    const invitation = await readOne(tx, id);
    await queueSystemMail(tx, {
      accountId: await homeAccount(tx),
      to: email,
      mail: {
        kind: 'staff-invitation',
        inviter: invitation.invitedBy,
        role: roleNames[staffRole],
        link: `${baseUrl}/staff-invitation#${token}`,
        until: invitation.expiresAt,
        hours: HOURS,
      },
    });
    return invitation;
  });
}

async function refuseStaff(tx: Tx, email: string): Promise<void> {
  const found = await tx.maybeOne(
    sql`select from users where email_key = ${loginKey(email)} and staff_role is not null`,
  );
  if (found)
    throw problem('already_exists', `${email} runs this install already. Change the role in the list.`, {
      email: 'Runs this install already.',
    });
}

const invitations = sql`
  select i.id, i.email, i.staff_role as "staffRole", u.name as "invitedBy", i.sent_at as "sentAt",
    i.expires_at as "expiresAt"
  from staff_invitations i join users u on u.id = i.invited_by`;

const readOne = (tx: Tx, id: string) => tx.one<StaffInvitation>(sql`${invitations} where i.id = ${id}`);

/** Those that wait for an answer, expired ones too. */
export async function listStaffInvitations(tx: Tx): Promise<StaffInvitation[]> {
  return await tx.query<StaffInvitation>(sql`${invitations} order by i.sent_at, i.id`);
}

/** Ends an invitation and its link. @throws not_found */
export async function withdrawStaffInvitation(tx: Tx, id: string): Promise<void> {
  if ((await tx.execute(sql`delete from staff_invitations where id = ${id}`)) === 0)
    throw problem('not_found', 'There is no such invitation.');
}
