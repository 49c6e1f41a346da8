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
  /** Whether the contact is on none of the lists that the member who imports may see. */
  isBeyondReach: boolean;
}

/**
 * What is known about each of the addresses; strangers are absent. The limits keep each lookup a walk down one index
 * however many contacts there are.
 */
export async function lookUp(
  tx: Tx,
  { accountId, listId, memberId }: { accountId: string; listId: string; memberId: string | null },
  keys: string[],
): Promise<Map<string, Known>> {
  const rows = await tx.query<Known & { key: string }>(sql`
    select k.key, m.status as member, s.reason as suppressed,
      case when c.id is not null
        then jsonb_build_object('id', c.id, 'status', c.status, 'fields', c.fields) end as contact,
      ${memberId}::uuid is not null and c.id is not null and not exists (
        select from list_members o join member_lists r on r.account_id = o.account_id and r.list_id = o.list_id
        where o.account_id = ${accountId} and o.contact_id = c.id and r.user_id = ${memberId}) as "isBeyondReach"
    from unnest(${keys}::text[]) as k(key)
    left join lateral (
      select id, status, fields from contacts
      where account_id = ${accountId} and email_key = k.key limit 1) c on true
    left join lateral (
      select status from list_members
      where account_id = ${accountId} and list_id = ${listId} and contact_id = c.id limit 1) m on true
    left join lateral (
      select email_key, reason from suppressions where account_id = ${accountId} and email_key = k.key limit 1) s on true
    where c.id is not null or s.email_key is not null`);
  return new Map(rows.map(({ key, ...known }) => [key, known]));
}
