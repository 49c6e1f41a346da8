import type { Role } from '#server/accounts/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';

/** Of a password that nobody knows, without the cost of hashing one. */
const nobodysPassword = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** Adds a new user to an account. @returns the user's id */
export async function makeMember(database: Database, accountId: string, role: Role): Promise<string> {
  const userId = newId();
  const email = `${userId}@account.example`;
  await database.asSystem(async (tx) => {
    await tx.execute(sql`
      insert into users (id, email, email_key, name, password_hash)
      values (${userId}, ${email}, ${email}, ${`A new ${role}`}, ${nobodysPassword})`);
    await tx.execute(
      sql`insert into memberships (account_id, user_id, role) values (${accountId}, ${userId}, ${role})`,
    );
  });
  return userId;
}
