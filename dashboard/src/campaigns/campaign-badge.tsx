import type { CampaignState } from '#server/campaigns/contract.ts';
import { StatusBadge, type Tone } from '../ui/status-badge.tsx';

export const stateWords: Record<CampaignState, { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'quiet' },
  scheduled: { label: 'Scheduled', tone: 'info' },
  sending: { label: 'Sending', tone: 'accent' },
  paused: { label: 'Paused', tone: 'warn' },
  sent: { label: 'Sent', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'quiet' },
};

export function CampaignBadge({ state }: { state: CampaignState }) {
  const { label, tone } = stateWords[state];
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
