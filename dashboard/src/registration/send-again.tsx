import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { sendConfirmationAgain } from '#server/registration/contract.ts';
import { isFailure, useChange } from '../api/index.ts';

/** Has the mail sent again that asks to confirm the address. */
export function SendAgain() {
  const again = useChange(sendConfirmationAgain, { refresh: ['/api/session'] });
  const send = () =>
    again.mutate(
      {},
      {
        onSuccess: () => notifications.show({ message: 'A new link is on its way.' }),
        onError: (error) => notifications.show({ color: 'red', message: error.message }),
      },
    );
  return (
    <Anchor
      component="button"
      type="button"
      inherit
      underline="always"
      disabled={again.isPending}
      onClick={send}
    >
      Send it again
    </Anchor>
  );
}

/** Beside a refusal for want of it. */
export function SendAgainAfter({ error }: { error: unknown }) {
  return isFailure(error, 'not_confirmed') ? <SendAgain /> : null;
}
