import { Stack } from '@mantine/core';
import { SecondFactorCards } from '../second-factors/second-factor-cards.tsx';
import { PasswordCard } from '../sign-in/password-card.tsx';
import { SessionsCard } from '../sign-in/sessions-card.tsx';
import { Page } from '../ui/page.tsx';

/** The login of whoever runs the install, for those without an account too. */
export function OwnLoginPage() {
  return (
    <Page title="My login" lead="Your password, your second factors, and where you are logged in.">
      <Stack gap="lg">
        <SecondFactorCards />
        <PasswordCard />
        <SessionsCard />
      </Stack>
    </Page>
  );
}
