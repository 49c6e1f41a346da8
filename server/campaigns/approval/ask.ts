import type { Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem, tooMany } from '#server/platform/http/index.ts';
import { newId } from '#server/platform/ids/index.ts';
import { type Checked, checkCampaign, refuseBlocked } from '../check-campaign.ts';
import { lockCampaign } from '../read-campaigns.ts';
import type { StartDeps } from '../safeguards/safeguards.ts';
import { addNote } from './notes.ts';
import { outgoing } from './outgoing.ts';
import { holdAccount, readStanding } from './standing.ts';
import { tellApprovers } from './tell.ts';
import { type Approver, approversOf } from './who-may-approve.ts';

/** Each may be a mail to everybody in the team. */
const MOST_AN_HOUR = 60;

/**
 * Asks a second person to approve a draft as it stands. Nothing may be amiss with it but that.
 * @throws blocked with the first reason, conflict, wrong_state also when nobody could approve it, too_many_requests, not_found
 */
export async function askForApproval(
  deps: StartDeps,
  scope: Scope,
  id: string,
  { revision, comment }: { revision: number; comment: string },
): Promise<void> {
  const checked = await checkCampaign(deps, scope, id);
  await deps.database.inAccount(scope.accountId, async (tx) => {
    await holdAccount(tx, scope.accountId);
    const found = await lockCampaign(tx, id);
    if (found.state !== 'draft')
      throw problem('wrong_state', 'Approval is asked for a draft. This campaign is none any more.');
    if (found.revision !== revision || found.revision !== checked.campaign.revision)
      throw problem('conflict');
    await refuseNeedless(tx, scope, id);
    refuseBlocked(checked);
    await refuseTooMany(tx);
    const approvers = await requireApprovers(tx, scope, id);
    await write(tx, scope, checked);
    await addNote(tx, noteOf(scope, id, comment));
    await tellApprovers(tx, deps.safeguards, scope, { campaign: checked.campaign, comment, approvers });
  });
}

async function refuseNeedless(tx: Tx, { accountId }: Scope, id: string): Promise<void> {
  const { required, state } = await readStanding(tx, accountId, id);
  if (!required) throw problem('wrong_state', 'This account sends without approval: nobody has to be asked.');
  if (state === 'asked') throw problem('wrong_state', 'Approval was asked for already.');
  if (state === 'approved') throw problem('wrong_state', 'This campaign is approved already.');
}

async function refuseTooMany(tx: Tx): Promise<void> {
  const { asked, wait } = await tx.one<{ asked: number; wait: number }>(sql`
    select count(*) as asked, extract(epoch from min(asked_at) + interval '1 hour' - now())::float8 as wait
    from approvals where asked_at > now() - interval '1 hour'`);
  if (asked >= MOST_AN_HOUR)
    throw tooMany(wait, 'Approval was asked for very often within an hour. Wait a while.');
}

/** Never whoever asks, nor whoever changed it last: otherwise one pair of eyes might be all that saw it. */
async function requireApprovers(tx: Tx, { userId }: Scope, id: string): Promise<Approver[]> {
  const editor = await readEditor(tx, id);
  const approvers = await approversOf(tx, id, [userId, editor.id]);
  if (approvers.length > 0) return approvers;
  const others = await approversOf(tx, id, [userId]);
  throw problem(
    'wrong_state',
    others.length > 0
      ? `${editor.name ?? 'The only other person who may send it'} changed it last and so cannot approve it. Let them ask for approval: then you can give it.`
      : 'Nobody else may send this campaign, so nobody could approve it. Invite an editor or admin who sees all its lists, or have an owner switch approval off in Settings.',
  );
}

export async function readEditor(tx: Tx, id: string): Promise<{ id: string | null; name: string | null }> {
  return await tx.one(sql`
    select c.edited_by as id, u.name from campaigns c left join users u on u.id = c.edited_by where c.id = ${id}`);
}

async function write(tx: Tx, { accountId, userId }: Scope, { campaign, recipients }: Checked): Promise<void> {
  // What was checked and what is shown are the same: the campaign is locked, at the revision that was checked.
  await tx.execute(sql`
    insert into approvals (account_id, id, campaign_id, shown, revision, recipients, edited_by, asked_by)
    select ${accountId}, ${newId()}, c.id, ${outgoing}, c.revision, ${recipients}, c.edited_by, ${userId}
    from campaigns c where c.id = ${campaign.id}`);
}

const noteOf = ({ accountId, userId }: Scope, campaignId: string, text: string) => ({
  accountId,
  campaignId,
  kind: 'asked' as const,
  userId,
  text,
});
