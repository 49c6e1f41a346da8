import { sql, type Tx } from '#server/platform/database/index.ts';

/** Whether a person set up something beside the password. An app counts once a code of it was shown. */
export async function hasSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  const { found } = await tx.one<{ found: boolean }>(sql`
    select exists (select from passkeys where user_id = ${userId})
        or exists (select from authenticator_apps where user_id = ${userId} and confirmed_at is not null) as found`);
  return found;
}
