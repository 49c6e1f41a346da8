import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Card } from '../../ui/card.tsx';
import { ErasedAccounts } from '../closing/erased-accounts.tsx';
import { RegistrationSettings } from '../registration/registration-settings.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { AccountList } from './account-list.tsx';

/** What only those who run the install see. */
export function OperatorPage() {
  return (
    <SettingsPage title="Operator">
      <Stack gap="lg">
        <AccountList />
        <ErasedAccounts />
        <RegistrationSettings />
        <Card title="Sign-in providers">
          <Text c="dimmed" mb="sm">
            Logins elsewhere that open this install: Google, Microsoft, or an issuer of your own.
          </Text>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/settings/operator/sign-in" {...props} />}
          >
            Set up
          </Button>
        </Card>
        <Card title="System mail">
          <Text c="dimmed" mb="sm">
            What this install writes to people about their accounts, and what became of it.
          </Text>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/settings/operator/system-mail" {...props} />}
          >
            Words and sent mail
          </Button>
        </Card>
        <Card title="Policies">
          <Text c="dimmed" mb="sm">
            Terms, privacy and what else holds between you and those who use this service.
          </Text>
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/settings/operator/policies" {...props} />}
          >
            Read and change
          </Button>
        </Card>
      </Stack>
    </SettingsPage>
  );
}
