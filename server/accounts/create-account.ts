import { hashPassword } from '#server/platform/crypto/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { loginKey } from './login-key.ts';

export interface NewAccount {
  name: string;
  email: string;
  password: string;
  organisation: string;
  postalAddress: string;
  timeZone: string;
}

interface Standing {
  /** Whether the owner runs the install as well, as its admin. */
  isOperator: boolean;
  /** Whether the address needs no proof: nothing is sent for an account before its owner's address is confirmed. */
  isConfirmed?: boolean;
}

/** Creates an account with its owner and the two fields everybody has. Runs as the system role. */
export async function createAccount(
  tx: Tx,
  { password, ...given }: NewAccount,
  standing: Standing,
): Promise<{ accountId: string; userId: string }> {
  return await writeAccount(tx, { ...given, passwordHash: await hashPassword(password) }, standing);
}

/** The same where the password was hashed before, so that the transaction does not wait for it; null for who logs in without. */
export async function writeAccount(
  tx: Tx,
  given: Omit<NewAccount, 'password'> & { passwordHash: string | null },
  { isOperator, isConfirmed = true }: Standing,
): Promise<{ accountId: string; userId: string }> {
  const [accountId, userId] = [newId(), newId()];
  await tx.execute(sql`
    insert into accounts (id, name, postal_address, time_zone, default_from_name, default_from_email, plan_id)
    values (${accountId}, ${given.organisation}, ${given.postalAddress}, ${given.timeZone}, ${given.organisation}, ${given.email},
            (select id from plans where is_default))`);
  await tx.execute(sql`
    insert into users (id, email, email_key, name, password_hash, staff_role, confirmed_at)
    values (${userId}, ${given.email}, ${loginKey(given.email)}, ${given.name}, ${given.passwordHash}, ${isOperator ? 'admin' : null},
            case when ${isConfirmed} then now() end)`);
  await tx.execute(
    sql`insert into memberships (account_id, user_id, role) values (${accountId}, ${userId}, 'owner')`,
  );
  await tx.execute(sql`
    insert into contact_fields (account_id, key, label, type)
    values (${accountId}, 'first_name', 'First name', 'text'), (${accountId}, 'last_name', 'Last name', 'text')`);
  return { accountId, userId };
}
