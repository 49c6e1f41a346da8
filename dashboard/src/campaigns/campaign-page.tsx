import { useParams } from '@tanstack/react-router';
import { getCampaign } from '#server/campaigns/contract.ts';
import { useCall } from '../api/index.ts';
import { Loaded } from '../ui/states.tsx';
import { DraftPage } from './draft/draft-page.tsx';
import { RunPage } from './run/run-page.tsx';
import { ScheduledPage } from './run/scheduled-page.tsx';

/** One address for a campaign's whole life. */
export function CampaignPage() {
  const { id } = useParams({ from: '/app/campaigns/$id' });
  const campaign = useCall(getCampaign, { params: { id } });
  return (
    <Loaded query={campaign}>
      {(campaign) => {
        if (campaign.state === 'draft') return <DraftPage key={id} campaign={campaign} />;
        if (campaign.state === 'scheduled') return <ScheduledPage campaign={campaign} />;
        return <RunPage campaign={campaign} />;
      }}
    </Loaded>
  );
}
