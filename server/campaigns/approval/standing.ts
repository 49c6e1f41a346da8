import { type Sql, sql, type Tx } from '#server/platform/database/index.ts';
import { problem } from '#server/platform/http/index.ts';
import type { ApprovalState, OutgoingPart } from './contract.ts';
import { differing, inWords, outgoing } from './outgoing.ts';
import { isStillSender } from './who-may-approve.ts';

/** Where the approval of a campaign stands, worked out from what is there now and not from what was noted. */
export interface Standing {
  required: boolean;
  state: ApprovalState;
  /** The latest request. */
  requestId: string | null;
  approvedBy: string | null;
  /** People it would have gone to when it was asked. */
  recipients: number;
  /** Why it does not hold any more; null where it does, or never did. */
  broken: string | null;
}

/** The latest request `p` for a campaign `c`. */
export const latest: Sql = sql`left join lateral (
  select * from approvals where account_id = c.account_id and campaign_id = c.id order by id desc limit 1) p on true`;

interface Found {
  required: boolean;
  state: 'asked' | 'approved' | 'sent_back' | 'withdrawn' | 'void' | null;
  requestId: string | null;
  approvedBy: string | null;
  recipients: number;
  voidBecause: string | null;
  changed: OutgoingPart[];
  isSender: boolean;
}

/** What was sent stays as it was approved, whatever is changed afterwards. */
const notStarted = sql`c.state in ('draft', 'scheduled')`;

export async function readStanding(tx: Tx, accountId: string, campaignId: string): Promise<Standing> {
  const found = await tx.maybeOne<Found>(sql`
    select a.approval_required as required, p.state, p.id as "requestId", coalesce(p.recipients, 0) as recipients,
      p.void_because as "voidBecause", u.name as "approvedBy", not ${notStarted} or ${isStillSender(sql`p.answered_by`)} as "isSender",
      case when ${notStarted} and p.state in ('asked', 'approved') then ${differing(sql`p.shown`, outgoing)} else '{}' end as changed
    from campaigns c join accounts a on a.id = c.account_id ${latest} left join users u on u.id = p.answered_by
    where c.account_id = ${accountId} and c.id = ${campaignId}`);
  if (!found) throw problem('not_found', 'There is no such campaign.');
  const { required, requestId, approvedBy, recipients } = found;
  const broken = brokenBy(found);
  return { required, requestId, approvedBy, recipients, broken, state: broken ? 'void' : shownState(found) };
}

const shownState = ({ state }: Found): ApprovalState =>
  state === null || state === 'withdrawn' ? 'none' : state;

function brokenBy({ state, voidBecause, changed, isSender, approvedBy }: Found): string | null {
  if (voidBecause !== null) return voidBecause;
  if (changed.length > 0) return `It was changed since: ${inWords(changed)}.`;
  if (state === 'approved' && !isSender)
    return `${approvedBy ?? 'Who approved it'} may not send this campaign any more.`;
  return null;
}

/**
 * Holds still what an approval hangs on until the transaction ends: whether the account wants one, and who belongs to the
 * team. To be called before the campaign is locked, as those who change them lock in this order.
 */
export async function holdAccount(tx: Tx, accountId: string): Promise<void> {
  await tx.query(sql`select from accounts where id = ${accountId} for share`);
}

/** The same, and nobody else does or changes it meanwhile: campaigns of one account start one after the other. */
export async function holdAccountAlone(tx: Tx, accountId: string): Promise<void> {
  await tx.query(sql`select from accounts where id = ${accountId} for no key update`);
}

/**
 * Refuses a campaign that lacks the approval its account wants. To be called with the account held and the campaign locked;
 * then nothing can come between this and the start.
 * @throws approval_needed
 */
export async function requireApproval(tx: Tx, accountId: string, campaignId: string): Promise<void> {
  const standing = await readStanding(tx, accountId, campaignId);
  const why = missing(standing);
  if (why) throw problem('approval_needed', why);
}

/** Why it may not go out yet, in words; null when it may. */
export function missing({ required, state, broken }: Standing): string | null {
  if (!required || state === 'approved') return null;
  const reasons = {
    none: 'A second person has to approve this campaign. Ask for approval first.',
    asked: 'This campaign waits for the approval of a second person.',
    sent_back: 'This campaign was sent back. Put right what is amiss and ask for approval again.',
    void: `The approval holds no more. ${broken} Ask for approval again.`,
  };
  return reasons[state];
}
