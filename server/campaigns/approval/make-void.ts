import { sql, type Tx } from '#server/platform/database/index.ts';
import { type MailDeps, readScheduled, type TakenBack, tellOfSchedules } from '../tell-of-schedules.ts';
import { addNote } from './notes.ts';
import { missing, readStanding } from './standing.ts';

/**
 * Brings what is noted in line with what is there, after something may have changed that the approval of a campaign hangs
 * on: an approval that holds no more is made void, and a scheduled campaign that lacks one becomes a draft, each with the
 * reason. The campaign must be locked. What starts a campaign does not rely on it.
 * @param userId who changed it; null when the change was not to the campaign
 * @returns the campaign when its schedule was taken back
 */
export async function reviewApproval(
  tx: Tx,
  { accountId, campaignId, userId }: { accountId: string; campaignId: string; userId: string | null },
): Promise<TakenBack | undefined> {
  const standing = await readStanding(tx, accountId, campaignId);
  if (standing.broken) {
    const isNews = await tx.execute(sql`
      update approvals set state = 'void', void_because = ${standing.broken}
      where account_id = ${accountId} and id = ${standing.requestId} and state in ('asked', 'approved')`);
    if (isNews) await addNote(tx, { accountId, campaignId, kind: 'void', userId, text: standing.broken });
  }
  const why = missing(standing);
  return why === null ? undefined : await takeBackSchedule(tx, { accountId, campaignId, why });
}

async function takeBackSchedule(
  tx: Tx,
  { accountId, campaignId, why }: { accountId: string; campaignId: string; why: string },
): Promise<TakenBack | undefined> {
  const scheduled = await readScheduled(tx, accountId, campaignId);
  if (!scheduled) return undefined;
  await tx.execute(sql`
    update campaigns set state = 'draft', scheduled_at = null, scheduled_zone = null, updated_at = now(),
      notice = ${`Its schedule was taken back. ${why}`}
    where account_id = ${accountId} and id = ${campaignId}`);
  return { ...scheduled, why };
}

/**
 * The same for every campaign of an account, after a change to the account or its team, in the transaction of that change.
 * Whoever calls has locked the account's row. Those who counted on a schedule that is gone have mail about it.
 */
export async function reviewApprovals(tx: Tx, mail: MailDeps, accountId: string): Promise<void> {
  const touched = await tx.query<{ id: string }>(sql`
    select c.id from campaigns c where c.account_id = ${accountId} and (c.state = 'scheduled' or (c.state = 'draft' and
      exists (select from approvals p where p.account_id = c.account_id and p.campaign_id = c.id and p.state in ('asked', 'approved'))))
    order by c.id for update`);
  const takenBack: TakenBack[] = [];
  for (const { id } of touched) {
    const found = await reviewApproval(tx, { accountId, campaignId: id, userId: null });
    if (found) takenBack.push(found);
  }
  await tellOfSchedules(tx, mail, accountId, takenBack);
}
