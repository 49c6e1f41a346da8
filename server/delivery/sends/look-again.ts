import { sql, type Tx } from '#server/platform/database/index.ts';
import { wakeEngines } from './start-send.ts';

/**
 * Lets what an account's sends wait for be looked at again now: a person has mended something and watches. The ranges
 * are locked in the order of the engine's rounds, which run meanwhile.
 */
export async function lookAgain(tx: Tx, { accountId }: { accountId: string }): Promise<void> {
  await tx.execute(sql`
    with held as materialized (
      select account_id, send_id, first_position from send_ranges
      where account_id = ${accountId} and state = 'open' and waiting is not null and next_at > now()
      order by account_id, send_id, first_position
      for update
    )
    update send_ranges r set next_at = now()
    from held h
    where r.account_id = h.account_id and r.send_id = h.send_id and r.first_position = h.first_position`);
  await wakeEngines(tx);
}
