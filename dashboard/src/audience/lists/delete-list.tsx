import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { deleteList, type List } from '#server/audience/contract.ts';
import { useChange, useRefresh } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { plural } from '../../ui/format.ts';

interface DeleteListProps {
  list: List;
  opened: boolean;
  onClose: () => void;
  onDeleted?: () => unknown;
}

/** A deleted list cannot be brought back, and with it goes who had left it: its name has to be typed. */
export function DeleteList({ list, opened, onClose, onDeleted }: DeleteListProps) {
  const remove = useChange(deleteList);
  const refresh = useRefresh();
  const members = list.subscribed + list.unsubscribed;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Delete this list?"
      action="Delete list"
      danger
      {...(members > 0 ? { typed: list.name } : {})}
      onConfirm={async () => {
        await remove.mutateAsync({ params: { id: list.id } });
        // Away from the list's own page first: its reads would now find nothing.
        await onDeleted?.();
        await refresh('/api/lists', '/api/contacts', '/api/home');
        notifications.show({ message: `${list.name} is deleted.` });
      }}
    >
      <Text>
        <strong>{list.name}</strong> goes away for good
        {members > 0 ? `, and with it who of its ${plural(members, 'member')} had left it` : ''}. The contacts
        themselves stay, and so do the reports of what you sent.
      </Text>
    </ConfirmDialog>
  );
}
