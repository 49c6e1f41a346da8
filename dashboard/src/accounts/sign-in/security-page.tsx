import { Stack } from '@mantine/core';
import { IdentitiesCard } from '../providers/identities-card.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { AddressCard } from './address-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

/** How a person logs in, and where they are logged in. */
export function SecurityPage() {
  return (
    <SettingsPage title="Security">
      <Stack gap="lg" maw={760}>
        <PasswordCard />
        <IdentitiesCard />
        <AddressCard />
        <SessionsCard />
      </Stack>
    </SettingsPage>
  );
}
