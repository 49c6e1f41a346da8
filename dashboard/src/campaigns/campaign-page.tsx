import { useParams } from '@tanstack/react-router';
import { changeCampaign, getCampaign } from '#server/campaigns/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { useCall } from '../api/index.ts';
import { Loaded } from '../ui/states.tsx';
import { DraftPage } from './draft/draft-page.tsx';
import { ReadPage } from './draft/read-page.tsx';
import { RunPage } from './run/run-page.tsx';
import { ScheduledPage } from './run/scheduled-page.tsx';

/** One address for a campaign's whole life. */
export function CampaignPage() {
  const { id } = useParams({ from: '/app/campaigns/$id' });
  const may = useMay();
  const campaign = useCall(getCampaign, { params: { id } });
  return (
    <Loaded query={campaign}>
      {(campaign) => {
        if (campaign.state === 'draft')
          return may(changeCampaign) ? (
            <DraftPage key={id} campaign={campaign} />
          ) : (
            <ReadPage campaign={campaign} />
          );
        if (campaign.state === 'scheduled') return <ScheduledPage campaign={campaign} />;
        return <RunPage campaign={campaign} />;
      }}
    </Loaded>
  );
}
