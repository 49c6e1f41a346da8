import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import type { SuppressionReason } from './contract.ts';

export interface Suppressed {
  accountId: string;
  /** The address as readAddress() keys it. */
  emailKey: string;
  reason: SuppressionReason;
  /** For people: where it came from. */
  note: string;
}

/**
 * Keeps an address from ever being mailed by this account. When it is suppressed already, the graver reason stays:
 * a complaint before an unsubscribe before a bounce before a choice made by hand.
 * @returns whether this changed anything.
 */
export async function suppress(tx: Tx, { accountId, emailKey, reason, note }: Suppressed): Promise<boolean> {
  const changed = await tx.execute(sql`
    insert into suppressions as s (account_id, email_key, reason, note)
    values (${accountId}, ${emailKey}, ${reason}, ${note})
    on conflict (account_id, email_key) do update set reason = excluded.reason, note = excluded.note
    where array_position(${gravity}::text[], excluded.reason) > array_position(${gravity}::text[], s.reason)`);
  return changed === 1;
}

const gravity: SuppressionReason[] = ['manual', 'bounced', 'unsubscribed', 'complained'];

/** The SQL condition that an address may be mailed, e.g. notSuppressed(sql`c.account_id`, sql`c.email_key`). */
export const notSuppressed = (accountId: Sql, emailKey: Sql): Sql =>
  sql`not exists (select from suppressions where suppressions.account_id = ${accountId} and suppressions.email_key = ${emailKey})`;
