import type { Scope } from '#server/accounts/index.ts';
import { sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import { lockCampaign } from '../read-campaigns.ts';
import type { StartDeps } from '../safeguards/safeguards.ts';
import { tellOfSchedules } from '../tell-of-schedules.ts';
import { reviewApproval } from './make-void.ts';
import { addNote } from './notes.ts';
import { holdAccount, readStanding, type Standing } from './standing.ts';
import { tellAsker } from './tell.ts';
import { isStillSender } from './who-may-approve.ts';

interface Answer {
  requestId: string;
  comment: string;
}

interface Request {
  id: string;
  askedBy: string;
  editedBy: string | null;
  /** Whether whoever answers may send the campaign at this moment. */
  isSender: boolean;
}

/**
 * Approves what was asked for, and nothing else: a change at the same moment comes before, and then there is nothing to
 * approve, or after, and makes the approval void.
 * @throws wrong_state, forbidden for who asked or changed it last, not_found
 */
export async function approve(deps: StartDeps, scope: Scope, id: string, answer: Answer): Promise<void> {
  await inTurn(deps, scope, id, async (tx, standing) => {
    const request = await takeRequest(tx, scope, id, answer.requestId);
    if (standing.state === 'approved')
      throw problem('wrong_state', `${standing.approvedBy ?? 'Somebody'} has approved it already.`);
    if (standing.state !== 'asked') throw overtaken(standing);
    refuseOwn(scope, request);
    await settle(tx, scope, request, 'approved');
    await say(tx, deps, scope, { id, request, kind: 'approved', comment: answer.comment });
  });
}

/**
 * Sends a campaign back with a word; an approval that was given is taken back by it, and a schedule with it.
 * @throws wrong_state, forbidden, not_found
 */
export async function sendBack(deps: StartDeps, scope: Scope, id: string, answer: Answer): Promise<void> {
  await inTurn(deps, scope, id, async (tx, standing) => {
    const request = await takeRequest(tx, scope, id, answer.requestId);
    if (standing.state !== 'asked' && standing.state !== 'approved') throw overtaken(standing);
    refuseOwn(scope, request);
    await settle(tx, scope, request, 'sent_back');
    await say(tx, deps, scope, { id, request, kind: 'sent_back', comment: answer.comment });
    await takeScheduleAlong(tx, deps, scope, id);
  });
}

/** Ends what was asked or approved. @throws wrong_state, not_found */
export async function withdraw(deps: StartDeps, scope: Scope, id: string): Promise<void> {
  await inTurn(deps, scope, id, async (tx, { state, requestId }) => {
    if (state !== 'asked' && state !== 'approved')
      throw problem('wrong_state', 'There is nothing to withdraw: no approval is asked for or given.');
    await tx.execute(sql`update approvals set state = 'withdrawn' where id = ${requestId}`);
    await addNote(tx, { ...noteBy(scope, id), kind: 'withdrawn', text: '' });
    await takeScheduleAlong(tx, deps, scope, id);
  });
}

/** Says something about a campaign, in whatever state it is. @throws not_found */
export async function comment(tx: Tx, scope: Scope, id: string, text: string): Promise<void> {
  await lockCampaign(tx, id);
  await addNote(tx, { ...noteBy(scope, id), kind: 'comment', text });
}

/** A schedule goes with the approval, and those who counted on it hear of it. */
async function takeScheduleAlong(
  tx: Tx,
  { safeguards }: StartDeps,
  { accountId, userId }: Scope,
  campaignId: string,
): Promise<void> {
  const takenBack = await reviewApproval(tx, { accountId, campaignId, userId });
  if (takenBack) await tellOfSchedules(tx, safeguards, accountId, [takenBack], userId);
}

/** One after the other for a campaign that has not started, with everything an answer hangs on held still. */
async function inTurn(
  { database }: StartDeps,
  { accountId }: Scope,
  id: string,
  act: (tx: Tx, standing: Standing) => Promise<void>,
): Promise<void> {
  await database.inAccount(accountId, async (tx) => {
    await holdAccount(tx, accountId);
    const { state } = await lockCampaign(tx, id);
    if (state !== 'draft' && state !== 'scheduled')
      throw problem('wrong_state', 'This campaign has been started already.');
    await act(tx, await readStanding(tx, accountId, id));
  });
}

/** The request that was looked at. @throws not_found, wrong_state when another was made since */
async function takeRequest(tx: Tx, { userId }: Scope, campaignId: string, id: string): Promise<Request> {
  const request = await tx.maybeOne<Request & { isLatest: boolean }>(sql`
    select p.id, p.asked_by as "askedBy", p.edited_by as "editedBy", ${isStillSender(sql`${userId}::uuid`)} as "isSender",
      not exists (select from approvals later where later.campaign_id = p.campaign_id and later.id > p.id) as "isLatest"
    from approvals p join campaigns c on c.id = p.campaign_id
    where p.id = ${id} and p.campaign_id = ${campaignId}`);
  if (!request) throw problem('not_found', 'There is no such request for approval.');
  if (!request.isLatest)
    throw problem('wrong_state', 'Approval was asked for anew since. Reload and look again.');
  return request;
}

function refuseOwn({ userId }: Scope, { askedBy, editedBy, isSender }: Request): void {
  if (!isSender) throw problem('forbidden');
  if (userId === askedBy) throw problem('forbidden', whyNotAsker);
  if (userId === editedBy) throw problem('forbidden', whyNotEditor);
}

export const whyNotAsker = 'You asked for it yourself. Approval takes a second person.';
export const whyNotEditor = 'You changed it last yourself. Approval takes a second person.';

const overtaken = ({ broken }: Standing) =>
  problem(
    'wrong_state',
    broken
      ? `What you looked at is not what would go out. ${broken}`
      : 'Nobody asks for approval any more. Reload to see what happened.',
  );

async function settle(tx: Tx, { userId }: Scope, { id }: Request, state: 'approved' | 'sent_back') {
  await tx.execute(sql`
    update approvals set state = ${state}, answered_by = ${userId}, answered_at = now() where id = ${id}`);
}

interface Said {
  id: string;
  request: Request;
  kind: 'approved' | 'sent_back';
  comment: string;
}

async function say(tx: Tx, deps: StartDeps, scope: Scope, { id, request, kind, comment }: Said) {
  await addNote(tx, { ...noteBy(scope, id), kind, text: comment });
  const verdict = kind === 'approved' ? 'approved' : 'sent back';
  await tellAsker(tx, deps.safeguards, scope, { campaignId: id, askedBy: request.askedBy, verdict, comment });
}

const noteBy = ({ accountId, userId }: Scope, campaignId: string) => ({ accountId, campaignId, userId });
