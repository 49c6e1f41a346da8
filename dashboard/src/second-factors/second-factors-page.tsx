import { Text } from '@mantine/core';
import { SettingsPage } from '../accounts/settings-page.tsx';
import { SecondFactorCards } from './second-factor-cards.tsx';

/** How the person logs in, beside the password. */
export function SecondFactorsPage() {
  return (
    <SettingsPage title="Second factors">
      <Text c="dimmed" mb="lg" maw={620}>
        A password can be guessed, or typed into the wrong page. With a second factor it is not enough. Every
        change here ends your other sessions, and you are told by mail.
      </Text>
      <SecondFactorCards />
    </SettingsPage>
  );
}
