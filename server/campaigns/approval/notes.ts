import { sql, type Tx } from '#server/platform/database/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import type { ApprovalNote } from './contract.ts';

interface NewNote {
  accountId: string;
  campaignId: string;
  kind: ApprovalNote['kind'];
  /** Null for the product itself. */
  userId: string | null;
  text: string;
}

/** Adds to what was said about a campaign. Nothing of it is ever changed. */
export async function addNote(tx: Tx, { accountId, campaignId, kind, userId, text }: NewNote): Promise<void> {
  await tx.execute(sql`
    insert into approval_notes (account_id, id, campaign_id, kind, user_id, text)
    values (${accountId}, ${newId()}, ${campaignId}, ${kind}, ${userId}, ${text})`);
}

/** What was said about a campaign, in order. */
export async function readNotes(tx: Tx, campaignId: string): Promise<ApprovalNote[]> {
  return await tx.query<ApprovalNote>(sql`
    select n.id, n.kind, n.at, n.text,
      case when n.user_id is not null then json_build_object('id', n.user_id, 'name', u.name) end as by
    from approval_notes n left join users u on u.id = n.user_id
    where n.campaign_id = ${campaignId} order by n.id`);
}
