import type { WhenUnsure } from '#server/accounts/contract.ts';
import { requireActive, type Scope } from '#server/accounts/index.ts';
import type { CompiledContent } from '#server/content/index.ts';
import { type SendSnapshot, startSend } from '#server/delivery/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { enqueue } from '#server/platform/queue/index.ts';
import { noteSend } from '#server/sign-in/index.ts';
import { holdAccountAlone, requireApproval } from './approval/standing.ts';
import { type Checked, checkBeforeStart, refuseBlocked, withLimits } from './check-campaign.ts';
import type { Campaign, CampaignState } from './contract.ts';
import { lockCampaign, readCampaign } from './read-campaigns.ts';
import type { AccountFacts } from './render-data.ts';
import { holdBack } from './safeguards/hold-back.ts';
import { holdFor, reviewSender } from './safeguards/new-sender.ts';
import { measureReach, type Reach } from './safeguards/reach.ts';
import { type StartDeps, whatIsAsked } from './safeguards/safeguards.ts';

const underway: readonly CampaignState[] = ['sending', 'paused', 'sent'];

/**
 * Starts the one run of a campaign. In one transaction: the campaign becomes `sending`, what goes out is frozen, what the
 * plan allows is reserved, and the job that writes down the recipients is queued. Campaigns of one account start one after the
 * other, so that limits hold for all of them together. Asking again while it is being sent answers the campaign as it is. One to
 * unusually many people from a new device, key or member is scheduled instead, so that the owners can stop it.
 * @param revision the revision the person looked at, or null when the schedule starts it
 * @param onStarting does what belongs to the start, in its transaction
 * @throws blocked with the first reason, approval_needed, conflict, wrong_state, not_found, step_up_needed
 */
export async function startCampaign(
  deps: StartDeps,
  scope: Scope,
  id: string,
  revision: number | null,
  onStarting: (tx: Tx, campaign: { name: string }) => Promise<void> = async () => {},
): Promise<Campaign> {
  const { database, safeguards } = deps;
  const checked = await checkBeforeStart(database, scope, id);
  const asked = await whatIsAsked(deps, scope.accountId);
  const sender = await reviewSender(database, scope, asked);
  return await database.inAccount(scope.accountId, async (tx) => {
    await holdAccountAlone(tx, scope.accountId);
    const found = await lockCampaign(tx, id);
    if (underway.includes(found.state)) return await readCampaign(tx, id);
    // The schedule may have been taken back or moved while its job was checking.
    if (revision === null && !(await isDue(tx, id))) return await readCampaign(tx, id);
    if (found.state === 'cancelled')
      throw problem('wrong_state', 'This campaign was cancelled. Duplicate it to send it again.');
    // Checked outside the lock: if it was changed in between, what was checked is not what would go out.
    if (
      found.revision !== (revision ?? checked.campaign.revision) ||
      found.revision !== checked.campaign.revision
    )
      throw problem('conflict');
    const reach = await measureReach(tx, database, scope, checked.campaign, asked.largeSend);
    refuseBlocked(withLimits(checked, asked, reach));
    await requireApproval(tx, scope.accountId, id);
    await requireActive(tx, scope.accountId);
    await noteSend(tx, scope, sender);
    const scheduler = revision === null && asked.largeSend > 0 ? await newScheduler(tx, id) : undefined;
    const hold = holdFor(scheduler ? { ...sender, isNew: true } : sender, reach);
    if (hold) return await holdBack(tx, safeguards, { ...scope, ...scheduler }, checked.campaign, hold);
    await begin(tx, scope, checked, reach);
    await onStarting(tx, checked.campaign);
    return await readCampaign(tx, id);
  });
}

async function isDue(tx: Tx, id: string): Promise<boolean> {
  const { due } = await tx.one<{ due: boolean }>(
    sql`select state = 'scheduled' and scheduled_at <= now() as due from campaigns where id = ${id}`,
  );
  return due;
}

/**
 * Who scheduled it from a device or key that was new, and nobody was told: its lists may have grown since, and what was
 * scheduled beside it may have gone out.
 */
async function newScheduler(tx: Tx, id: string): Promise<Pick<Scope, 'userId' | 'browser'> | undefined> {
  return await tx.maybeOne(sql`
    select scheduled_by as "userId", scheduled_from as browser from campaigns
    where id = ${id} and scheduled_from is not null`);
}

async function begin(tx: Tx, scope: Scope, checked: Checked, reach: Reach): Promise<void> {
  const { id, includeLists } = checked.campaign;
  await tx.execute(
    sql`update campaigns set state = 'sending', notice = null, updated_at = now() where id = ${id}`,
  );
  if (!checked.compiled.ok) throw problem('blocked');
  const snapshot = await freeze(tx, checked.campaign, checked.account, checked.compiled.compiled);
  const { accountId } = scope;
  const whenUnsure = await readWhenUnsure(tx);
  const { sendId } = await startSend(tx, scope, {
    campaignId: id,
    listIds: includeLists,
    snapshot,
    whenUnsure,
    reach: reach.people,
    keepsToReach: reach.room !== null,
  });
  await enqueue(tx, 'campaigns.plan-send', { accountId, campaignId: id, sendId });
}

async function readWhenUnsure(tx: Tx): Promise<WhenUnsure> {
  const { whenUnsure } = await tx.one<{ whenUnsure: WhenUnsure }>(
    sql`select when_unsure as "whenUnsure" from accounts`,
  );
  return whenUnsure;
}

/** What goes out, as it stands at this moment: later edits of the account or the lists change nothing. */
export async function freeze(
  tx: Tx,
  campaign: Campaign,
  account: AccountFacts,
  compiled: CompiledContent,
): Promise<SendSnapshot> {
  const list = await tx.maybeOne<{ id: string; name: string }>(sql`
    select l.id, l.name from campaign_lists c join lists l on l.account_id = c.account_id and l.id = c.list_id
    where c.campaign_id = ${campaign.id} and c.role = 'include' order by l.created_at, l.id limit 1`);
  return {
    content: compiled,
    fromEmail: campaign.fromEmail,
    replyTo: campaign.replyTo,
    list: list ?? null,
    trackOpens: campaign.trackOpens,
    trackClicks: campaign.trackClicks,
    account,
    campaign: { id: campaign.id, name: campaign.name, subject: campaign.subject },
  };
}
