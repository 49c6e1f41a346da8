import type { SuppressionReason } from '#server/compliance/contract.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import type { ContactStatus } from '../contacts/contract.ts';
import type { Fields } from '../contacts/field-changes.ts';

/** What is known here about an address. `contact` is null for one that is only suppressed. */
export interface Known {
  contact: { id: string; status: ContactStatus; fields: Fields } | null;
  /** The standing on the list imported to; null when not on it. */
  member: 'subscribed' | 'unsubscribed' | null;
  suppressed: SuppressionReason | null;
}

/** What is known about each of the addresses; strangers are absent. */
export async function lookUp(
  tx: Tx,
  accountId: string,
  listId: string,
  keys: string[],
): Promise<Map<string, Known>> {
  const rows = await tx.query<Known & { key: string }>(sql`
    select k.key, m.status as member, s.reason as suppressed,
      case when c.id is not null
        then jsonb_build_object('id', c.id, 'status', c.status, 'fields', c.fields) end as contact
    from unnest(${keys}::text[]) as k(key)
    left join contacts c on c.account_id = ${accountId} and c.email_key = k.key
    left join list_members m on m.account_id = ${accountId} and m.list_id = ${listId} and m.contact_id = c.id
    left join suppressions s on s.account_id = ${accountId} and s.email_key = k.key
    where c.id is not null or s.email_key is not null`);
  return new Map(rows.map(({ key, ...known }) => [key, known]));
}
