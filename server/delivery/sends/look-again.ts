import { sql, type Tx } from '#server/platform/database/index.ts';
import { wakeEngines } from './start-send.ts';

/** Lets what an account's sends wait for be looked at again now: a person has mended something and watches. */
export async function lookAgain(tx: Tx, { accountId }: { accountId: string }): Promise<void> {
  await tx.execute(sql`
    update send_ranges set next_at = now()
    where account_id = ${accountId} and state = 'open' and waiting is not null and next_at > now()`);
  await wakeEngines(tx);
}
