import { Button, Modal, PasswordInput, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { askForPasswordLink, changePassword } from '#server/sign-in/contract.ts';
import { listIdentities } from '#server/sign-in-providers/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { NewPassword } from './new-password.tsx';
import { useUser } from './use-session.ts';

export function PasswordCard() {
  const [opened, { open, close }] = useDisclosure();
  const { data } = useCall(listIdentities);
  if (data?.hasPassword === false) return <FirstPassword />;
  return (
    <Card
      title="Password"
      aside={
        <Button variant="default" onClick={open}>
          Change password
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        A new one logs you out everywhere but here. If you have forgotten the present one, log out and have a
        link mailed to you.
      </Text>
      <Modal opened={opened} onClose={close} title="Change password">
        {opened && <PasswordForm onDone={close} />}
      </Modal>
    </Card>
  );
}

/** Who came in with a login elsewhere: the mailbox proves that it is theirs. */
function FirstPassword() {
  const user = useUser();
  const ask = useChange(askForPasswordLink);
  return (
    <Card
      title="Password"
      aside={
        <Button
          variant="default"
          loading={ask.isPending}
          disabled={ask.isSuccess}
          onClick={() => ask.mutate({ body: { email: user.email } })}
        >
          Mail me a link
        </Button>
      }
    >
      <Text size="sm" c="dimmed" role={ask.isSuccess ? 'status' : undefined}>
        {ask.isSuccess
          ? `Open the link in the mail to ${user.email}; it works for 30 minutes.`
          : 'You have none: you log in with a login elsewhere. To choose one, have a link mailed to you.'}
      </Text>
      <FormFailure error={ask.error} />
    </Card>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const user = useUser();
  const change = useChange(changePassword, { refresh: ['/api/sessions'] });
  const form = useForm({ mode: 'controlled', initialValues: { present: '', password: '' } });
  const submit = form.onSubmit((body) =>
    change.mutate(
      { body },
      {
        onSuccess: () => {
          notifications.show({ message: 'Password changed. You are logged out everywhere but here.' });
          onDone();
        },
        onError: (error) => form.setErrors(fieldErrors(error)),
      },
    ),
  );
  return (
    <DialogForm change={change} action="Change password" onSubmit={submit} onCancel={onDone}>
      {/* Password managers look for whose password it is. */}
      <input type="email" autoComplete="username" value={user.email} readOnly hidden />
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        required
        data-autofocus
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the present password', tabIndex: 0 }}
        {...form.getInputProps('present')}
      />
      <NewPassword label="New password" {...form.getInputProps('password')} />
    </DialogForm>
  );
}
