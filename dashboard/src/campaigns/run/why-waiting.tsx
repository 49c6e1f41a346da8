import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Progress } from '#server/campaigns/contract.ts';
import { ReasonList } from '../../delivery/waiting/reason-list.tsx';
import { type Reason, reasonsOf } from '../../delivery/waiting/reasons.ts';
import { useQueue } from '../../delivery/waiting/use-queue.ts';
import { Card } from '../../ui/card.tsx';

/** While a campaign is being sent: what its mail waits for, grouped, and what to do about it. */
export function WhyWaiting({ campaignId, progress }: { campaignId: string; progress: Progress }) {
  const isSending = progress.state === 'sending';
  const queue = useQueue({ enabled: isSending });
  if (!isSending) return null;
  const mine = queue.data?.items.filter((send) => send.campaignId === campaignId) ?? [];
  const found = reasonsOf(mine);
  const reasons = found.length > 0 ? found : saidByProgress(progress);
  if (reasons.length === 0) return null;
  return (
    <Card
      title="Why some of it waits"
      aside={<Anchor renderRoot={(props) => <Link to="/deliveries" {...props} />}>All deliveries</Anchor>}
    >
      <ReasonList reasons={reasons} />
    </Card>
  );
}

/** Progress is read more often than the queue, and may know first. */
function saidByProgress({ waiting, remaining }: Progress): Reason[] {
  if (waiting === null) return [];
  return [{ ...waiting, count: remaining, nextAt: null, campaigns: [] }];
}
