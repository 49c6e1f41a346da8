import type { Browser } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';

/** Keeps how an account came to be, from where and with which browser. For the system role. */
export async function noteRegistration(
  tx: Tx,
  { accountId, userId }: { accountId: string; userId: string },
  way: 'set-up' | 'open' | 'invitation',
  { ip, userAgent }: Browser,
): Promise<void> {
  await tx.execute(sql`
    insert into registrations (account_id, user_id, way, ip, user_agent)
    values (${accountId}, ${userId}, ${way}, ${ip}, ${userAgent.slice(0, 500)})`);
}
