import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { type Contact, deleteContact } from '#server/audience/contract.ts';
import { useChange, useRefresh } from '../../api/index.ts';
import { HarmButton } from '../../ui/harm-button.tsx';

export function ContactMenu({ contact }: { contact: Contact }) {
  const remove = useChange(deleteContact);
  const refresh = useRefresh();
  const navigate = useNavigate();
  return (
    <HarmButton
      label="Delete contact"
      title="Delete this contact?"
      action="Delete contact"
      typed="delete"
      onConfirm={async () => {
        await remove.mutateAsync({ params: { id: contact.id } });
        await navigate({ to: '/contacts' });
        await refresh('/api/contacts', '/api/lists', '/api/home');
        notifications.show({ message: `${contact.email} is deleted.` });
      }}
    >
      <strong>{contact.email}</strong>, everything you know about them and their history go away for good.
      Reports keep their numbers.
      {contact.suppression && ' The address stays on the list of those never mailed.'}
    </HarmButton>
  );
}
