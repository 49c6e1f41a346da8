import { Stack } from '@mantine/core';
import { ServersCard } from '../../delivery/servers/servers-card.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { DkimKeys } from './dkim-keys.tsx';

export function SendingPage() {
  return (
    <SettingsPage title="Sending">
      <Stack gap="lg">
        <ServersCard />
        <DkimKeys />
      </Stack>
    </SettingsPage>
  );
}
