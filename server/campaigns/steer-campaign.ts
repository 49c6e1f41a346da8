import { requireActive, type Scope } from '#server/accounts/index.ts';
import { cancelSend, pauseSend, resumeSend } from '#server/delivery/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { Campaign, CampaignState } from './contract.ts';
import { lockCampaign, readCampaign } from './read-campaigns.ts';

type Steering = 'pause' | 'resume' | 'cancel';

const rules: Record<
  Steering,
  { from: CampaignState[]; to: CampaignState; refusal: string; act: typeof pauseSend }
> = {
  pause: {
    from: ['sending'],
    to: 'paused',
    refusal: 'Only a campaign that is being sent can be paused.',
    act: pauseSend,
  },
  resume: { from: ['paused'], to: 'sending', refusal: 'Only a paused campaign can go on.', act: resumeSend },
  cancel: {
    from: ['sending', 'paused'],
    to: 'cancelled',
    refusal: 'Only a campaign that is being sent or paused can be cancelled.',
    act: cancelSend,
  },
};

/**
 * Pauses, resumes or cancels a run. When this returns no message beyond those already handed to the mail server leaves.
 * Asking for the state it is in already changes nothing.
 */
export async function steerCampaign(tx: Tx, scope: Scope, id: string, steering: Steering): Promise<Campaign> {
  const { from, to, refusal, act } = rules[steering];
  // The run before its campaign, as the engine locks them when it ends a run: the other way round they could deadlock.
  const send = await tx.maybeOne<{ id: string }>(
    sql`select id from sends where campaign_id = ${id} for update`,
  );
  const { state } = await lockCampaign(tx, id);
  if (state === to) return await readCampaign(tx, id);
  if (!send || !from.includes(state)) throw problem('wrong_state', refusal);
  if (steering === 'resume') await requireActive(tx, scope.accountId);
  await act(tx, scope, send.id);
  await tx.execute(
    sql`update campaigns set state = ${to}, notice = null, updated_at = now() where id = ${id}`,
  );
  return await readCampaign(tx, id);
}

/** Delivery says that every message of the run has met its fate. A cancelled campaign stays cancelled. */
export async function markSent(
  tx: Tx,
  { accountId, campaignId }: { accountId: string; campaignId: string },
): Promise<void> {
  await tx.execute(sql`
    update campaigns set state = 'sent', updated_at = now()
    where account_id = ${accountId} and id = ${campaignId} and state in ('sending', 'paused')`);
}
