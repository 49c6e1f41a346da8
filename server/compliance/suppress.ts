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
export async function suppress(tx: Tx, suppressed: Suppressed): Promise<boolean> {
  return (await suppressAll(tx, suppressed.accountId, [suppressed])) === 1;
}

/**
 * suppress() for many addresses of one account in one statement; no address may come twice.
 * @returns how many this changed.
 */
export async function suppressAll(
  tx: Tx,
  accountId: string,
  suppressed: readonly Omit<Suppressed, 'accountId'>[],
): Promise<number> {
  if (suppressed.length === 0) return 0;
  const rows = suppressed.map(({ emailKey, reason, note }) => ({ email_key: emailKey, reason, note }));
  return await tx.execute(sql`
    insert into suppressions as s (account_id, email_key, reason, note)
    select ${accountId}, email_key, reason, note
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(email_key text, reason text, note text)
    on conflict (account_id, email_key) do update set reason = excluded.reason, note = excluded.note
    where array_position(${gravity}::text[], excluded.reason) > array_position(${gravity}::text[], s.reason)`);
}

const gravity: SuppressionReason[] = ['manual', 'bounced', 'unsubscribed', 'complained'];

/** The SQL condition that an address may be mailed, e.g. notSuppressed(sql`c.account_id`, sql`c.email_key`). */
export const notSuppressed = (accountId: Sql, emailKey: Sql): Sql =>
  sql`not exists (select from suppressions where suppressions.account_id = ${accountId} and suppressions.email_key = ${emailKey})`;
