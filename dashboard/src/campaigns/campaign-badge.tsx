import type { ApprovalState, CampaignState } from '#server/campaigns/contract.ts';
import { StatusBadge, type Tone } from '../ui/status-badge.tsx';
import { ApprovalBadge } from './approval/approval-badge.tsx';

export const stateWords: Record<CampaignState, { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'quiet' },
  scheduled: { label: 'Scheduled', tone: 'info' },
  sending: { label: 'Sending', tone: 'accent' },
  paused: { label: 'Paused', tone: 'warn' },
  sent: { label: 'Sent', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
};

/** Where a campaign stands; of a draft that somebody was asked to approve, where that stands. */
export function CampaignBadge({
  state,
  approval = null,
}: {
  state: CampaignState;
  approval?: ApprovalState | null;
}) {
  if (state === 'draft' && approval !== null && approval !== 'none')
    return <ApprovalBadge state={approval} />;
  const { label, tone } = stateWords[state];
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
