import {
  codeHash,
  homeAccount,
  type InvitationCode,
  type QueueSystemMail,
  type Scope,
} from '#server/accounts/index.ts';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { RegistrationInvitation } from './contract.ts';

const DAYS = 14;

/** Invites somebody to register, by mail. Inviting an address again ends the invitation it had. */
export async function inviteToRegister(
  {
    database,
    queueSystemMail,
    baseUrl,
  }: { database: Database; queueSystemMail: QueueSystemMail; baseUrl: string },
  { userId }: Scope,
  email: string,
): Promise<RegistrationInvitation> {
  const [id, code] = [newId(), randomToken()];
  return await database.asSystem(async (tx) => {
    await tx.execute(
      sql`delete from registration_invitations where lower(email) = lower(${email}) and used_at is null`,
    );
    await tx.execute(sql`
      insert into registration_invitations (id, email, code_hash, invited_by, expires_at)
      values (${id}, ${email}, ${sha256(code)}, ${userId}, now() + make_interval(days => ${DAYS}))`);
    const { name } = await tx.one<{ name: string }>(sql`select name from users where id = ${userId}`);
    const link = `${baseUrl}/register#${code}`;
    // Who runs the install need not belong to an account, and the mail is about none.
    const made = await readMade(tx, id);
    await queueSystemMail(tx, {
      accountId: await homeAccount(tx),
      to: email,
      mail: { kind: 'registration-invitation', inviter: name, link, days: DAYS, until: made.expiresAt },
    });
    return made;
  });
}

const listed = sql`
  select id, email, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt", account_name as account
  from registration_invitations`;

/** An invitation that was just made. */
export const readMade = (tx: Tx, id: string) =>
  tx.one<RegistrationInvitation>(sql`${listed} where id = ${id}`);

/** The newest first; those that are over are forgotten after a while. */
export async function listInvitations(tx: Tx): Promise<RegistrationInvitation[]> {
  return await tx.query<RegistrationInvitation>(sql`
    ${listed} where expires_at > now() - interval '90 days' order by created_at desc, id limit 200`);
}

/** @throws not_found */
export async function withdrawInvitation(tx: Tx, id: string): Promise<void> {
  if ((await tx.execute(sql`delete from registration_invitations where id = ${id}`)) === 0)
    throw problem('not_found', 'There is no such invitation.');
}

/** What an invitation opens: an account of one's own, or one that was prepared. */
interface Invited {
  email: string;
  /** Null unless an account was prepared. */
  organisation: string | null;
  name: string | null;
  planId: string | null;
}

const invited = sql`email, account_name as organisation, person_name as name, plan_id as "planId"`;

/** What the code opens, as long as it does. */
export async function readInvitation(tx: Tx, code: InvitationCode): Promise<Invited | undefined> {
  return await tx.maybeOne<Invited>(sql`
    select ${invited} from registration_invitations
    where code_hash = ${codeHash(code)} and used_at is null and expires_at > now()`);
}

/** Uses the code up; undefined when it was used or is over. */
export async function takeInvitation(tx: Tx, code: InvitationCode): Promise<Invited | undefined> {
  return await tx.maybeOne<Invited>(sql`
    update registration_invitations set used_at = now()
    where code_hash = ${codeHash(code)} and used_at is null and expires_at > now() returning ${invited}`);
}
