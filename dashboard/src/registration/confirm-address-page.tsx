import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { confirmAddress } from '#server/registration/contract.ts';
import { isFailure, useChange } from '../api/index.ts';
import { Door } from '../sign-in/door.tsx';
import { useTokenOfAddress } from '../sign-in/token-of-address.ts';
import { FormFailure } from '../ui/form-failure.tsx';
import { EmptyState } from '../ui/states.tsx';

/** Where the link in the mail leads. It takes a press: programs that look through mail open links, and prove nothing. */
export function ConfirmAddressPage() {
  const token = useTokenOfAddress();
  const confirm = useChange(confirmAddress, { refresh: ['/api/session', '/api/campaigns'] });
  if (confirm.isSuccess) return <Confirmed />;
  if (isFailure(confirm.error, 'not_found')) return <OverAndDone />;
  return (
    <Door title="Confirm your address" lead="One press, and you can send.">
      <Stack>
        <FormFailure error={confirm.error} />
        <Button
          size="md"
          data-autofocus
          loading={confirm.isPending}
          onClick={() => confirm.mutate({ body: { token } })}
        >
          Yes, this is my address
        </Button>
        <Text size="sm" c="dimmed">
          You did not open an account here? Then close this page. An account whose address nobody confirms is
          deleted after 30 days.
        </Text>
      </Stack>
    </Door>
  );
}

function Confirmed() {
  return (
    <Door title="Your address is confirmed" lead={<span role="status">Thank you. You can send now.</span>}>
      <Button size="md" fullWidth renderRoot={(props) => <Link to="/" {...props} />}>
        Open the post room
      </Button>
    </Door>
  );
}

function OverAndDone() {
  return (
    <Door title="This link does not work" lead="">
      <EmptyState
        scene="lost"
        title="It was used, or it is over"
        action={<Button renderRoot={(props) => <Link to="/" {...props} />}>Open the post room</Button>}
      >
        If your address still needs confirming, the bar at the top of every screen says so and sends a new
        link.
      </EmptyState>
    </Door>
  );
}
