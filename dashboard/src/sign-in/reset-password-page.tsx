import { Anchor, Button, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { resetPassword } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { Door } from './door.tsx';
import { NewPassword } from './new-password.tsx';
import { useTokenOfAddress } from './token-of-address.ts';

/** Where the link of the mail leads. Opening it does nothing; the button does. */
export function ResetPasswordPage() {
  const token = useTokenOfAddress();
  const navigate = useNavigate();
  const client = useQueryClient();
  const reset = useChange(resetPassword);
  const form = useForm({ mode: 'controlled', initialValues: { password: '' } });
  const submit = form.onSubmit(({ password }) =>
    reset.mutate(
      { body: { token, password } },
      {
        onSuccess: async () => {
          client.clear();
          await navigate({ to: '/login', search: {} });
          notifications.show({ message: 'That is your password now. Log in with it.' });
        },
        onError: (error) => form.setErrors(fieldErrors(error)),
      },
    ),
  );
  return (
    <Door title="Choose a new password" lead="It logs you out everywhere. Then log in with it.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NewPassword label="New password" data-autofocus {...form.getInputProps('password')} />
          <FormFailure error={reset.error} />
          <Button type="submit" size="md" loading={reset.isPending}>
            Use this password
          </Button>
          {reset.error?.code === 'wrong_state' && (
            <Anchor size="sm" renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>
              Have a new link mailed to you
            </Anchor>
          )}
        </Stack>
      </form>
    </Door>
  );
}
