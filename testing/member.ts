import type { Role } from '#server/accounts/contract.ts';
import { type Database, sql } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';

/** Adds a new user to an account. @returns the user's id */
export async function makeMember(database: Database, accountId: string, role: Role): Promise<string> {
  const userId = newId();
  const email = `${userId}@account.example`;
  await database.asSystem(async (tx) => {
    await tx.execute(sql`
      insert into users (id, email, email_key, name, password_hash)
      values (${userId}, ${email}, ${email}, ${`A new ${role}`}, 'none')`);
    await tx.execute(
      sql`insert into memberships (account_id, user_id, role) values (${accountId}, ${userId}, ${role})`,
    );
  });
  return userId;
}
