import { sql, type Tx } from '#server/platform/database/index.ts';
import type { Audience } from './audience-of.ts';

/** inLists − duplicates − unsubscribed − suppressed − excluded = recipients. */
export interface AudienceCounts {
  /** Places on the included lists, whatever their standing. */
  inLists: number;
  /** Places beyond a contact's first. */
  duplicates: number;
  /** Contacts who left everything or all of these lists. */
  unsubscribed: number;
  /** Of the rest, those whose address bounced, complained or is suppressed. */
  suppressed: number;
  /** Of the rest, those on an excluded list. */
  excluded: number;
  recipients: number;
}

/** The funnel from the lists to the people who get the campaign; `recipients` is what audienceOf() selects. */
export async function audienceCounts(
  tx: Tx,
  { accountId }: { accountId: string },
  { include, exclude }: Audience,
): Promise<AudienceCounts> {
  return await tx.one<AudienceCounts>(sql`
    with places as (
      select contact_id, count(*) as places, bool_or(status = 'subscribed') as wanted
      from list_members
      where account_id = ${accountId} and list_id = any(${[...include]}::uuid[])
      group by contact_id
    ), spared as (
      select distinct contact_id from list_members
      where account_id = ${accountId} and list_id = any(${[...exclude]}::uuid[]) and status = 'subscribed'
    ), people as (
      select p.places,
        case when not p.wanted or c.status = 'unsubscribed' then 'unsubscribed'
             when c.status <> 'subscribed' or s.email_key is not null then 'suppressed'
             when x.contact_id is not null then 'excluded'
             else 'recipient' end as fate
      from places p
      join contacts c on c.account_id = ${accountId} and c.id = p.contact_id
      left join suppressions s on s.account_id = c.account_id and s.email_key = c.email_key
      left join spared x on x.contact_id = p.contact_id
    )
    select coalesce(sum(places), 0)::bigint as "inLists",
      coalesce(sum(places) - count(*), 0)::bigint as duplicates,
      count(*) filter (where fate = 'unsubscribed') as unsubscribed,
      count(*) filter (where fate = 'suppressed') as suppressed,
      count(*) filter (where fate = 'excluded') as excluded,
      count(*) filter (where fate = 'recipient') as recipients
    from people`);
}
