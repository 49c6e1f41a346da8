import type { ApprovalState } from '#server/campaigns/contract.ts';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';

const words: Record<ApprovalState, { label: string; tone: Tone }> = {
  none: { label: 'Not asked for', tone: 'quiet' },
  asked: { label: 'Waits for approval', tone: 'warn' },
  approved: { label: 'Approved', tone: 'good' },
  sent_back: { label: 'Sent back', tone: 'bad' },
  void: { label: 'Approval void', tone: 'bad' },
};

export function ApprovalBadge({ state }: { state: ApprovalState }) {
  const { label, tone } = words[state];
  return <StatusBadge tone={tone}>{label}</StatusBadge>;
}
