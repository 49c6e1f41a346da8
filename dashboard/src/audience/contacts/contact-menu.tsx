import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { type Contact, deleteContact } from '#server/audience/contract.ts';
import { useChange, useRefresh } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/confirm.tsx';

export function ContactMenu({ contact }: { contact: Contact }) {
  const [opened, { open, close }] = useDisclosure();
  const remove = useChange(deleteContact);
  const refresh = useRefresh();
  const navigate = useNavigate();
  return (
    <>
      <Button variant="default" onClick={open}>
        Delete contact
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title="Delete this contact?"
        action="Delete contact"
        danger
        typed="delete"
        onConfirm={async () => {
          await remove.mutateAsync({ params: { id: contact.id } });
          await navigate({ to: '/contacts' });
          await refresh('/api/contacts', '/api/lists', '/api/home');
          notifications.show({ message: `${contact.email} is deleted.` });
        }}
      >
        <Text>
          <strong>{contact.email}</strong>, everything you know about them and their history go away for good.
          Reports keep their numbers.
          {contact.suppression && ' The address stays on the list of those never mailed.'}
        </Text>
      </ConfirmDialog>
    </>
  );
}
