import { Button, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { getHome, type Home } from '#server/reports/contract.ts';
import { useSession } from '../accounts/use-session.ts';
import { useCall } from '../api/index.ts';
import { WaitingCard } from '../campaigns/approval/waiting-card.tsx';
import { Page } from '../ui/page.tsx';
import { Loaded } from '../ui/states.tsx';
import { FirstSteps } from './first-steps.tsx';
import { LastCampaign } from './last-campaign.tsx';
import { OnItsWay } from './on-its-way.tsx';
import { RecentCampaigns } from './recent-campaigns.tsx';

/** A newcomer finds the next step here; everyone else what became of the last campaign. */
export function HomePage() {
  const { user } = useSession();
  const home = useCall(getHome);
  return (
    <Page
      title={`${greeting(new Date().getHours())}, ${user.name.split(' ')[0]}`}
      tabTitle="Home"
      lead={home.data ? leadOf(home.data) : undefined}
      actions={
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
            <FirstSteps home={home} />
            {home.recentCampaigns.length > 0 && <RecentCampaigns campaigns={home.recentCampaigns} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function greeting(hour: number): string {
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

function leadOf({ steps, contacts }: Home): string {
  if (!steps.hasContacts) return 'A few steps and your first campaign is on its way.';
  if (!steps.hasSent)
    return contacts === 1
      ? 'One person is waiting to hear from you.'
      : `${contacts.toLocaleString()} people are waiting to hear from you.`;
  return 'Here is what became of your mail.';
}
