import { sql, type Tx } from '#server/platform/database/index.ts';

/**
 * Ends a person's sessions in all accounts, at once, and the logins that still owe their second step: what follows every
 * change of how somebody signs in. `keep` is the session that asks. Answers how many.
 */
export async function endOtherSessions(tx: Tx, userId: string, keep: string | null): Promise<number> {
  await tx.execute(sql`delete from login_tickets where user_id = ${userId}`);
  return await tx.execute(
    sql`delete from sessions where user_id = ${userId} and (${keep}::uuid is null or id <> ${keep}::uuid)`,
  );
}
