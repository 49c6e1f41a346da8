import { unsuppress } from '#server/compliance/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';

/** Who changed their mind, and about which message's link. */
export interface SecondThoughts {
  accountId: string;
  contactId: string;
  sendId: string;
  position: number;
  /** The event of it, and when it happened. */
  eventId: string;
  at: Date;
}

/**
 * Takes back what someone did by the link of one message, because it was a mistake: the lists they left by it are
 * theirs again and their address may be mailed. What they did otherwise stays, and so does a bounce or complaint that
 * came since. The event itself is recorded by whoever caught it. Runs under either database role.
 */
export async function undoLeaving(tx: Tx, thoughts: SecondThoughts): Promise<void> {
  const { accountId, contactId } = thoughts;
  const contact = await tx.maybeOne<{ emailKey: string; suppressed: string | null }>(sql`
    select c.email_key as "emailKey", s.reason as suppressed
    from contacts c left join suppressions s on s.account_id = c.account_id and s.email_key = c.email_key
    where c.account_id = ${accountId} and c.id = ${contactId} for update of c`);
  if (!contact || (contact.suppressed !== null && contact.suppressed !== 'unsubscribed')) return;
  const left = await leftBy(tx, thoughts);
  if (left.everything) {
    await unsuppress(tx, accountId, contact.emailKey);
    await tx.execute(sql`
      update contacts set status = 'subscribed', updated_at = now()
      where account_id = ${accountId} and id = ${contactId} and status = 'unsubscribed'`);
  }
  await tx.execute(sql`
    update list_members set status = 'subscribed', unsubscribed_at = null
    where account_id = ${accountId} and contact_id = ${contactId} and list_id = any(${left.listIds}::uuid[])`);
}

/** What the link had done by then since it was last taken back. */
async function leftBy(tx: Tx, thoughts: SecondThoughts): Promise<{ everything: boolean; listIds: string[] }> {
  return await tx.one(sql`
    with mine as (
      select * from events
      where account_id = ${thoughts.accountId} and contact_id = ${thoughts.contactId}
        and send_id = ${thoughts.sendId} and position = ${thoughts.position}
        and (at, id) < (${thoughts.at}::timestamptz, ${thoughts.eventId}::uuid)
    ), undone as (
      select at, id from mine where kind = 'resubscribed' order by at desc, id desc limit 1
    ), choices as (
      select kind, coalesce(detail -> 'listIds', '[]') as lists from mine
      where kind in ('unsubscribed', 'left_list') and not exists (select from undone u where (mine.at, mine.id) < (u.at, u.id))
    )
    select exists (select from choices where kind = 'unsubscribed') as everything,
      array(select distinct l.id::uuid from choices, jsonb_array_elements_text(lists) as l (id)) as "listIds"`);
}
