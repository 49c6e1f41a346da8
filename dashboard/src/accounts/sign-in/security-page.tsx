import { Stack } from '@mantine/core';
import { IdentitiesCard } from '../providers/identities-card.tsx';
import { OwnMeans } from '../providers/own-means.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { useSession } from '../use-session.ts';
import { AddressCard } from './address-card.tsx';
import { PasswordCard } from './password-card.tsx';
import { SessionsCard } from './sessions-card.tsx';

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
