import { Button, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { createCampaign } from '#server/campaigns/contract.ts';
import { getHome, type Home } from '#server/reports/contract.ts';
import { useMay } from '../accounts/if-may.tsx';
import { useCall } from '../api/index.ts';
import { WaitingCard } from '../campaigns/approval/waiting-card.tsx';
import { useSession } from '../sign-in/use-session.ts';
import { Page } from '../ui/page.tsx';
import { EmptyState, Loaded } from '../ui/states.tsx';
import { FirstSteps } from './first-steps.tsx';
import { LastCampaign } from './last-campaign.tsx';
import { OnItsWay } from './on-its-way.tsx';
import { RecentCampaigns } from './recent-campaigns.tsx';
import { WhatIsLeft } from './what-is-left.tsx';

/** A newcomer finds the next step here; everyone else what became of the last campaign. */
export function HomePage() {
  const { user, account } = useSession();
  const mayWrite = useMay()(createCampaign);
  const isHeld = account.suspendedReason !== null || account.closing !== null;
  const home = useCall(getHome);
  return (
    <Page
      title={`${greeting(new Date().getHours())}, ${user.name.split(' ')[0]}`}
      tabTitle="Home"
      lead={home.data && leadOf(home.data, mayWrite)}
      actions={
        mayWrite &&
        home.data?.steps.hasContacts && (
          <Button
            leftSection={<IconPlus size={16} />}
            renderRoot={(props) => <Link to="/campaigns/new" {...props} />}
          >
            Write a campaign
          </Button>
        )
      }
    >
      <Loaded query={home}>
        {(home) => (
          <Stack gap="xl">
            <WaitingCard />
            <OnItsWay />
            {home.lastCampaign && <LastCampaign campaign={home.lastCampaign} />}
            {mayWrite ? (
              <FirstSteps home={home} />
            ) : isHeld ? (
              <WhatIsLeft hasCampaign={home.steps.hasCampaign} />
            ) : (
              <NothingSent home={home} />
            )}
            {home.recentCampaigns.length > 0 && <RecentCampaigns campaigns={home.recentCampaigns} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

const became = 'Here is what became of your mail.';

function greeting(hour: number): string {
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

/** For those who only read. */
function NothingSent({ home }: { home: Home }) {
  if (home.recentCampaigns.length > 0) return null;
  return (
    <EmptyState title="Nothing was sent yet">
      The campaigns of this account and what became of them stand here.
    </EmptyState>
  );
}

function leadOf({ steps, contacts }: Home, mayWrite: boolean): string | undefined {
  if (!mayWrite) return steps.hasSent ? became : undefined;
  if (!steps.hasContacts) return 'A few steps and your first campaign is on its way.';
  if (!steps.hasSent)
    return contacts === 1
      ? 'One person is waiting to hear from you.'
      : `${contacts.toLocaleString()} people are waiting to hear from you.`;
  return became;
}
