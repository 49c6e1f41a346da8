import { sql, type Tx } from '#server/platform/database/index.ts';

/** Ends a person's sessions in all accounts, at once; `keep` is the one that asks. Answers how many. */
export async function endOtherSessions(tx: Tx, userId: string, keep: string | null): Promise<number> {
  return await tx.execute(
    sql`delete from sessions where user_id = ${userId} and (${keep}::uuid is null or id <> ${keep}::uuid)`,
  );
}
