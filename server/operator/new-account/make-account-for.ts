import {
  homeAccount,
  loginKey,
  type QueueSystemMail,
  requireGivable,
  type Scope,
} from '#server/accounts/index.ts';
import { randomToken, sha256 } from '#server/platform/crypto/index.ts';
import { type Database, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { RegistrationInvitation } from '#server/registration/contract.ts';
import { greetingName, readMade } from '#server/registration/index.ts';

const DAYS = 14;

interface NewAccountFor {
  organisation: string;
  name: string;
  email: string;
  planId: string | null;
}

/**
 * Prepares an account for somebody, whoever else may register: they have mail with a link, by which they choose a password,
 * agree to the policies and so make it. Nobody but they can do that, so until then there is no account.
 * @throws already_exists when somebody logs in with that address; invalid_input for a plan that cannot be given
 */
export async function makeAccountFor(
  {
    database,
    queueSystemMail,
    baseUrl,
  }: { database: Database; queueSystemMail: QueueSystemMail; baseUrl: string },
  { userId }: Scope,
  { organisation, name, email, planId }: NewAccountFor,
): Promise<RegistrationInvitation> {
  const [id, code] = [newId(), randomToken()];
  return await database.asSystem(async (tx) => {
    await refuseKnown(tx, email);
    await requireGivable(tx, planId);
    await tx.execute(
      sql`delete from registration_invitations where lower(email) = lower(${email}) and used_at is null`,
    );
    await tx.execute(sql`
      insert into registration_invitations (id, email, code_hash, invited_by, expires_at, account_name, person_name, plan_id)
      values (${id}, ${email}, ${sha256(code)}, ${userId}, now() + make_interval(days => ${DAYS}), ${organisation}, ${name},
        ${planId})`);
    const made = await readMade(tx, id);
    await queueSystemMail(tx, {
      accountId: await homeAccount(tx),
      to: email,
      mail: {
        kind: 'account-prepared',
        name: greetingName(name),
        account: organisation,
        link: `${baseUrl}/register#${code}`,
        days: DAYS,
        until: made.expiresAt,
      },
    });
    return made;
  });
}

async function refuseKnown(tx: Tx, email: string): Promise<void> {
  const found = await tx.maybeOne(sql`select from users where email_key = ${loginKey(email)}`);
  if (found)
    throw problem(
      'already_exists',
      `Somebody logs in with ${email} already. Use another address of theirs.`,
      {
        email: 'Logs in here already.',
      },
    );
}
