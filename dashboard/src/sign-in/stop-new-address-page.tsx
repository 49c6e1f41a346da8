import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { stopNewAddress } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';
import { FormFailure } from '../ui/form-failure.tsx';
import { Door } from './door.tsx';
import { useTokenOfAddress } from './token-of-address.ts';

/** Where the link in the old mailbox leads. Opening it does nothing; the button does. */
export function StopNewAddressPage() {
  const token = useTokenOfAddress();
  const client = useQueryClient();
  const stop = useChange(stopNewAddress);
  const isOver = stop.error?.code === 'wrong_state';
  if (stop.data)
    return (
      <Door
        title={stop.data.undone ? 'Your address is back' : 'The change is stopped'}
        lead="Everybody was logged out."
      >
        <Stack gap="md" role="status">
          <Text>
            Whoever asked for it knew your password or sat at a browser of yours. Choose a new password now.
          </Text>
          <Button size="md" renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>
            Choose a new password
          </Button>
        </Stack>
      </Door>
    );
  return (
    <Door
      title="Stop the change of your address?"
      lead="If it was made already, it is taken back. All sessions end, yours too."
    >
      <Stack gap="md">
        <FormFailure error={stop.error} />
        {!isOver && (
          <Button
            size="md"
            color="red"
            loading={stop.isPending}
            onClick={() => stop.mutate({ body: { token } }, { onSuccess: () => client.clear() })}
          >
            Stop the change
          </Button>
        )}
        <Anchor size="sm" renderRoot={(props) => <Link to="/" {...props} />}>
          {isOver ? 'Open the post room' : 'It was me, leave it'}
        </Anchor>
      </Stack>
    </Door>
  );
}
