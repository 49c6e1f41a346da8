import { Stack, Text } from '@mantine/core';
import { SettingsPage } from '../../accounts/settings-page.tsx';
import { useSession } from '../../sign-in/use-session.ts';
import { formatCount } from '../../ui/format.ts';
import { DomainWarmUps } from '../servers/domain-warm-ups.tsx';
import { ServersCard } from '../servers/servers-card.tsx';
import { DkimKeys } from './dkim-keys.tsx';
import { WhenUnsureCard } from './when-unsure.tsx';

export function SendingPage() {
  const { account } = useSession();
  return (
    <SettingsPage title="Sending">
      <Stack gap="lg">
        <ServersCard />
        {account.dailyCap !== null && (
          <Text c="dimmed">
            This account may send {formatCount(account.dailyCap)} messages in any 24 hours, over all servers
            together. The operator of this install has set that; what is over waits and is not lost.
          </Text>
        )}
        <WhenUnsureCard />
        <DkimKeys />
        <DomainWarmUps />
      </Stack>
    </SettingsPage>
  );
}
