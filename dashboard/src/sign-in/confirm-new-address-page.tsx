import { Button, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { confirmNewAddress } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { FormFailure } from '../ui/form-failure.tsx';
import { Page } from '../ui/page.tsx';
import { useTokenOfAddress } from './token-of-address.ts';
import { useSession } from './use-session.ts';

/** Where the link in the new mailbox leads. Opening it does nothing; the button does. */
export function ConfirmNewAddressPage() {
  const token = useTokenOfAddress();
  const { user } = useSession();
  const navigate = useNavigate();
  const confirm = useChange(confirmNewAddress, { refresh: ['/api/session', '/api/address'] });
  const make = () =>
    confirm.mutate(
      { body: { token } },
      {
        onSuccess: ({ email }) => {
          notifications.show({ message: `From now on you log in with ${email}.` });
          navigate({ to: '/settings/security' });
        },
      },
    );
  return (
    <Page title="Use your new address">
      <Card>
        <Stack align="flex-start" maw={560}>
          <Text>
            You are logged in as <strong>{user.email}</strong>. From now on you would log in with the address
            this link was mailed to.
          </Text>
          <FormFailure error={confirm.error} />
          <Button onClick={make} loading={confirm.isPending}>
            Use the new address
          </Button>
        </Stack>
      </Card>
    </Page>
  );
}
