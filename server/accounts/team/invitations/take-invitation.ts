import { hashPassword, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { Browser, Scope } from '../../access/scope.ts';
import { recordAgreement } from '../../policies/agreements.ts';
import type { PolicyVersion } from '../../policies/contract.ts';
import { currentVersions } from '../../policies/versions.ts';
import { loginKey } from '../../queries.ts';
import { confirmAddress } from '../../registration/confirm-address.ts';
import { refuseWeakPassword } from '../../sign-in/passwords/refuse-weak-password.ts';
import type { GivenRole } from '../members/contract.ts';
import { restrictMember } from '../members/restrict-member.ts';
import { noteSeen } from '../my-accounts/my-accounts.ts';

interface NewMember {
  token: string;
  name: string;
  password: string;
  /** The versions of the policies that the person agrees to. */
  agreedTo: string[];
}

interface ReadInvitation {
  email: string;
  account: string;
  inviter: string | null;
  role: GivenRole;
  isRestricted: boolean;
  isKnown: boolean;
  policies: PolicyVersion[];
}

/** What an invitation's link leads to, without using it. @throws not_found when it does not work (any more) */
export async function readInvitation(database: Database, token: string): Promise<ReadInvitation> {
  return await database.asSystem(async (tx) => {
    const found = await tx.maybeOne<Omit<ReadInvitation, 'policies'>>(sql`
      select i.email, a.name as account, u.name as inviter, i.role, i.list_ids is not null as "isRestricted",
        exists (select from users k where k.email_key = i.email_key) as "isKnown"
      from invitations i join accounts a on a.id = i.account_id left join users u on u.id = i.invited_by
      where ${opens(token)}`);
    if (!found) throw usedUp();
    return { ...found, policies: await currentVersions(tx) };
  });
}

/**
 * Joins the account as the logged-in user, whose session works there from now on. A member stays what they are.
 * @returns the account
 * @throws not_found; forbidden when it is made out to another address
 */
export async function acceptInvitation(database: Database, scope: Scope, token: string): Promise<string> {
  const userId = scope.userId ?? '';
  return await database.asSystem(async (tx) => {
    const invitation = await useInvitation(tx, token);
    const user = await tx.one<{ email: string; emailKey: string }>(
      sql`select email, email_key as "emailKey" from users where id = ${userId}`,
    );
    if (user.emailKey !== loginKey(invitation.email))
      throw problem(
        'forbidden',
        `This invitation is for ${invitation.email}, and you are logged in as ${user.email}. Log out and come in with that address.`,
      );
    // Only who reads that mailbox has the link.
    await confirmAddress(tx, userId);
    await addMember(tx, invitation, userId);
    await tx.execute(
      sql`update sessions set account_id = ${invitation.accountId} where id = ${scope.session?.id}`,
    );
    return invitation.accountId;
  });
}

/**
 * Makes a user of whoever was invited and lets them join. The link came to that address, so the address is theirs.
 * @throws not_found; already_exists when somebody logs in with that address already; invalid_input when the password is weak
 *   or a policy in force is not agreed to
 */
export async function joinByInvitation(
  database: Database,
  { token, name, password, agreedTo }: NewMember,
  browser: Browser,
): Promise<{ accountId: string; userId: string }> {
  const { email, account } = await readInvitation(database, token);
  refuseWeakPassword(password, { name, email, organisation: account });
  const passwordHash = await hashPassword(password);
  return await database.asSystem(async (tx) => {
    const invitation = await useInvitation(tx, token);
    const userId = newId();
    const made = await tx.execute(sql`
      insert into users (id, email, email_key, name, password_hash)
      values (${userId}, ${invitation.email}, ${loginKey(invitation.email)}, ${name}, ${passwordHash})
      on conflict (email_key) do nothing`);
    if (!made)
      throw problem(
        'already_exists',
        'You log in with this address already. Log in, then accept the invitation.',
      );
    await confirmAddress(tx, userId);
    const { accountId } = invitation;
    await addMember(tx, invitation, userId);
    await recordAgreement(tx, { accountId, userId, versionIds: agreedTo, browser, toAll: true });
    return { accountId, userId };
  });
}

/**
 * Whether the invitation `i` is the one of the token and holds: also whoever sent it must still manage the team. Somebody who
 * was removed could otherwise come back by an invitation they had sent before.
 */
const opens = (token: string): Sql => sql`
  i.token_hash = ${sha256(token)} and i.expires_at > now() and exists (
    select from memberships v
    where v.account_id = i.account_id and v.user_id = i.invited_by and v.role in ('owner', 'admin'))`;

interface UsedInvitation {
  accountId: string;
  email: string;
  role: GivenRole;
  /** The lists they are restricted to; null for all. */
  listIds: string[] | null;
  invitedBy: string | null;
}

/** Of two who come with the same token one gets it. A transaction that fails gives it back. */
async function useInvitation(tx: Tx, token: string): Promise<UsedInvitation> {
  const used = await tx.maybeOne<UsedInvitation>(sql`
    delete from invitations i where ${opens(token)}
    returning account_id as "accountId", email, role, list_ids as "listIds", invited_by as "invitedBy"`);
  if (!used) throw usedUp();
  return used;
}

async function addMember(tx: Tx, invitation: UsedInvitation, userId: string): Promise<void> {
  const { accountId, role, listIds, invitedBy } = invitation;
  const isNew = await tx.execute(sql`
    insert into memberships (account_id, user_id, role, invited_by)
    values (${accountId}, ${userId}, ${role}, ${invitedBy}) on conflict (account_id, user_id) do nothing`);
  if (isNew && listIds) await restrictMember(tx, { accountId, userId }, listIds);
  await noteSeen(tx, accountId, userId);
}

const usedUp = () =>
  problem(
    'not_found',
    'This invitation does not work any more: it was used, replaced, revoked, is older than three days, or its sender manages the team no more. Ask for a new one.',
  );
