import { Stack } from '@mantine/core';
import { SettingsPage } from '../settings-page.tsx';
import { DkimKeys } from './dkim-keys.tsx';
import { MailRouteCard } from './mail-route-card.tsx';

export function SendingPage() {
  return (
    <SettingsPage title="Sending">
      <Stack gap="lg">
        <MailRouteCard />
        <DkimKeys />
      </Stack>
    </SettingsPage>
  );
}
