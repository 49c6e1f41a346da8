import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { type RefObject, useRef, useState } from 'react';
import { askForNewAddress, getAddressChange, withdrawNewAddress } from '#server/sign-in/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { Moment } from '../ui/time.tsx';
import { useUser } from './use-session.ts';

const refresh = ['/api/address'];

export function AddressCard() {
  const user = useUser();
  const begin = useRef<HTMLButtonElement>(null);
  const [opened, { open, close }] = useDisclosure();
  return (
    <Card
      title="Email address"
      aside={
        <Button ref={begin} variant="default" onClick={open}>
          Change address
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        You log in with <strong>{user.email}</strong>. Mail about your login goes there.
      </Text>
      <UnderWay begin={begin} />
      <Modal opened={opened} onClose={close} title="Change email address">
        {opened && <AddressForm onDone={close} />}
      </Modal>
    </Card>
  );
}

/** The address that is to take its place, until its link is opened. */
function UnderWay({ begin }: { begin: RefObject<HTMLButtonElement | null> }) {
  const { data } = useCall(getAddressChange);
  const again = useChange(askForNewAddress, { refresh });
  const stop = useChange(withdrawNewAddress, { refresh });
  if (!data?.change) return null;
  const { email, until } = data.change;
  const sendAgain = () =>
    again.mutate(
      { body: { email } },
      {
        onSuccess: () =>
          notifications.show({ message: `If ${email} can be used, a new link is on its way.` }),
      },
    );
  const withdraw = () =>
    stop.mutate(
      {},
      {
        onSuccess: () => {
          // The button that was pressed is gone.
          begin.current?.focus();
          notifications.show({ message: 'Your address stays as it is.' });
        },
      },
    );
  return (
    <Stack gap="sm" mt="md" role="group" aria-label="Change of address under way">
      <hr className="perforation" />
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        <strong>{email}</strong> is to take its place. If it can be used, a mail is there: open its link by{' '}
        <Moment at={until} />, in a browser where you are logged in.
      </Text>
      <FormFailure error={again.error ?? stop.error} />
      <Group gap="xs">
        <Button size="xs" variant="default" loading={again.isPending} onClick={sendAgain}>
          Send it again
        </Button>
        <Button size="xs" variant="default" loading={stop.isPending} onClick={withdraw}>
          Stop the change
        </Button>
      </Group>
    </Stack>
  );
}

function AddressForm({ onDone }: { onDone: () => void }) {
  const user = useUser();
  const [email, setEmail] = useState('');
  const ask = useChange(askForNewAddress, { refresh });
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
