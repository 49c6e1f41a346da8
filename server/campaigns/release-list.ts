import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { reviewApproval } from './approval/make-void.ts';
import type { CampaignState } from './contract.ts';

const holding: readonly CampaignState[] = ['scheduled', 'sending', 'paused'];

/**
 * A list is about to be deleted. Refused while a campaign that is scheduled or being sent uses it: without a list it
 * was meant to spare, such a campaign would go to people nobody chose. Drafts lose it, which counts as a change of
 * theirs, so that no open tab sends to another audience than it shows and no approval holds.
 * @throws wrong_state naming the campaign
 */
export async function releaseList(tx: Tx, accountId: string, listId: string): Promise<void> {
  // All are locked first: none may be started or scheduled before the list is gone.
  const users = await tx.query<{ id: string; name: string; state: CampaignState }>(sql`
    select c.id, c.name, c.state from campaigns c
    where c.id in (select campaign_id from campaign_lists where list_id = ${listId})
    order by c.id for update`);
  const held = users.find(({ state }) => holding.includes(state));
  if (held) {
    throw problem(
      'wrong_state',
      held.state === 'scheduled'
        ? `The campaign “${held.name}” is scheduled and uses this list. Unschedule it first.`
        : `The campaign “${held.name}” is being sent and uses this list. Wait for its end or cancel it.`,
    );
  }
  // All that used it, also those that were sent: members of certain lists must not come to see them by its end.
  await tx.execute(
    sql`update campaigns set lost_list = true where id = any(${users.map(({ id }) => id)}::uuid[])`,
  );
  const drafts = users.filter(({ state }) => state === 'draft').map(({ id }) => id);
  await tx.execute(sql`
    update campaigns set revision = revision + 1, updated_at = now() where id = any(${drafts}::uuid[])`);
  await tx.execute(
    sql`delete from campaign_lists where list_id = ${listId} and campaign_id = any(${drafts}::uuid[])`,
  );
  for (const campaignId of drafts) await reviewApproval(tx, { accountId, campaignId, userId: null });
}
