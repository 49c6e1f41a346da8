import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { askForNewAddress } from '#server/sign-in/contract.ts';
import { useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';
import { useUser } from './use-session.ts';

export function AddressCard() {
  const user = useUser();
  const [opened, { open, close }] = useDisclosure();
  return (
    <Card
      title="Email address"
      aside={
        <Button variant="default" onClick={open}>
          Change address
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        You log in with <strong>{user.email}</strong>. Mail about your login goes there.
      </Text>
      <Modal opened={opened} onClose={close} title="Change email address">
        {opened && <AddressForm onDone={close} />}
      </Modal>
    </Card>
  );
}

function AddressForm({ onDone }: { onDone: () => void }) {
  const user = useUser();
  const [email, setEmail] = useState('');
  const ask = useChange(askForNewAddress);
  if (ask.isSuccess)
    return (
      <Stack>
        <Text>
          If <strong>{email}</strong> can be used, a mail is on its way there. Open its link within an hour,
          in a browser where you are logged in. Until then nothing changes.
        </Text>
        <Text size="sm" c="dimmed">
          {user.email} is told as well and can stop the change, or take it back, for three days.
        </Text>
        <Group justify="flex-end">
          <Button onClick={onDone}>Done</Button>
        </Group>
      </Stack>
    );
  return (
    <DialogForm
      change={ask}
      action="Send the link"
      disabled={email.trim() === ''}
      onSubmit={() => ask.mutate({ body: { email } })}
      onCancel={onDone}
    >
      <TextInput
        label="New address"
        type="email"
        autoComplete="email"
        required
        data-autofocus
        value={email}
        error={fieldErrors(ask.error).email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
