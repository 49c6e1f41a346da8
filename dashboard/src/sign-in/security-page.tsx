import { Stack } from '@mantine/core';
import { SettingsPage } from '../accounts/settings-page.tsx';
import { IdentitiesCard } from '../sign-in-providers/identities-card.tsx';
import { OwnMeans } from '../sign-in-providers/own-means.tsx';
import { AddressCard } from './address-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { useSession } from './use-session.ts';

/** How a person logs in, and where they are logged in. */
export function SecurityPage() {
  const { isBound } = useSession();
  return (
    <SettingsPage title="Security">
      <Stack gap="lg" maw={760}>
        {isBound ? (
          <OwnMeans />
        ) : (
          <>
            <PasswordCard />
            <IdentitiesCard />
            <AddressCard />
            <SessionsCard />
          </>
        )}
      </Stack>
    </SettingsPage>
  );
}
