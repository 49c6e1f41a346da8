import {
  type Browser,
  codeHash,
  type InvitationCode,
  loginKey,
  noteSeen,
  type Scope,
} from '#server/accounts/index.ts';
import { hashPassword } from '#server/platform/crypto/index.ts';
import { type Database, type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { PolicyVersion } from '#server/policies/contract.ts';
import { currentVersions, recordAgreement } from '#server/policies/index.ts';
import type { Offer } from '#server/sign-in/contract.ts';
import { confirmAddress, refuseWeakPassword } from '#server/sign-in/index.ts';
import type { GivenRole } from '../members/contract.ts';
import { restrictMember } from '../members/restrict-member.ts';

interface NewUser {
  name: string;
  /** Null for who logs in without. */
  passwordHash: string | null;
  /** The versions of the policies that the person agrees to. */
  agreedTo: string[];
}

interface OpenInvitation {
  accountId: string;
  email: string;
  account: string;
  inviter: string | null;
  role: GivenRole;
  isRestricted: boolean;
  isKnown: boolean;
  demandsProvider: boolean;
}

type ReadInvitation = OpenInvitation & { providers: Offer[]; policies: PolicyVersion[] };

/** What an invitation's link leads to, without using it. @throws not_found when it does not work (any more) */
export async function readInvitation(database: Database, token: string): Promise<ReadInvitation> {
  return await database.asSystem(async (tx) => {
    const found = await findInvitation(tx, token);
    const providers = await tx.query<Offer>(sql`
      select id, kind, label from account_providers
      where account_id = ${found.accountId} and enabled order by enforced desc, created_at, id`);
    return { ...found, providers, policies: await currentVersions(tx) };
  });
}

/** @throws not_found */
export async function findInvitation(tx: Tx, code: InvitationCode): Promise<OpenInvitation> {
  const found = await tx.maybeOne<OpenInvitation>(sql`
    select a.id as "accountId", i.email, a.name as account, u.name as inviter, i.role,
      i.list_ids is not null as "isRestricted",
      exists (select from users k where k.email_key = i.email_key) as "isKnown",
      exists (select from account_providers p where p.account_id = a.id and p.enforced) as "demandsProvider"
    from invitations i join accounts a on a.id = i.account_id left join users u on u.id = i.invited_by
    where ${opens(code)}`);
  if (!found) throw usedUp();
  return found;
}

/**
 * Joins the account as the logged-in user, whose session works there from now on. A member stays what they are.
 * @returns the account
 * @throws not_found; forbidden when it is made out to another address
 */
export async function acceptInvitation(database: Database, scope: Scope, token: string): Promise<string> {
  const userId = scope.userId ?? '';
  return await database.asSystem(async (tx) => {
    const invitation = await takeInvitation(tx, token);
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

/** Lets whoever was invited join as a new user with a password. @throws as joinAsNewUser; not_found; invalid_input when it is weak */
export async function joinByInvitation(
  database: Database,
  { token, name, password, agreedTo }: { token: string; name: string; password: string; agreedTo: string[] },
  browser: Browser,
): Promise<{ accountId: string; userId: string }> {
  const { email, account } = await database.asSystem((tx) => findInvitation(tx, token));
  refuseWeakPassword(password, { name, email, organisation: account });
  const user = { name, passwordHash: await hashPassword(password), agreedTo };
  return await database.asSystem(async (tx) =>
    joinAsNewUser(tx, await takeInvitation(tx, token), user, browser),
  );
}

/**
 * Makes a user and lets them join. The address is shown to be theirs: the link of an invitation came to it, or the account owns
 * its domain and vouches for them.
 * @throws already_exists when somebody logs in with that address already; invalid_input, conflict when a policy in force is not
 *   agreed to
 */
export async function joinAsNewUser(
  tx: Tx,
  place: Place,
  { name, passwordHash, agreedTo }: NewUser,
  browser: Browser,
): Promise<{ accountId: string; userId: string }> {
  const { accountId, email } = place;
  const userId = newId();
  const made = await tx.execute(sql`
    insert into users (id, email, email_key, name, password_hash)
    values (${userId}, ${email}, ${loginKey(email)}, ${name}, ${passwordHash})
    on conflict (email_key) do nothing`);
  if (!made) throw problem('already_exists', logInFirst);
  await confirmAddress(tx, userId);
  await addMember(tx, place, userId);
  await recordAgreement(tx, { accountId, userId, versionIds: agreedTo, browser, toAll: true });
  return { accountId, userId };
}

export const logInFirst =
  'You log in with this address already. Log in as you usually do, then accept the invitation.';

/**
 * Whether the invitation `i` is the one of the token and holds: also whoever sent it must still manage the team. Somebody who
 * was removed could otherwise come back by an invitation they had sent before.
 */
const opens = (code: InvitationCode): Sql => sql`
  i.token_hash = ${codeHash(code)} and i.expires_at > now() and exists (
    select from memberships v
    where v.account_id = i.account_id and v.user_id = i.invited_by and v.role in ('owner', 'admin'))`;

/** What somebody joins, and as what. */
interface Place {
  accountId: string;
  email: string;
  role: GivenRole;
  /** The lists they are restricted to; null for all. */
  listIds: string[] | null;
  invitedBy: string | null;
}

/** Of two who come with the same token one gets it. A transaction that fails gives it back. @throws not_found */
export async function takeInvitation(tx: Tx, code: InvitationCode): Promise<Place> {
  const used = await tx.maybeOne<Place>(sql`
    delete from invitations i where ${opens(code)}
    returning account_id as "accountId", email, role, list_ids as "listIds", invited_by as "invitedBy"`);
  if (!used) throw usedUp();
  return used;
}

async function addMember(tx: Tx, place: Place, userId: string): Promise<void> {
  const { accountId, role, listIds, invitedBy } = place;
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
