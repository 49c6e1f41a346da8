import { deleteSendingServer, type SendingServer } from '#server/delivery/contract.ts';
import { useChange } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/confirm.tsx';

interface DeleteServerProps {
  server: Pick<SendingServer, 'id' | 'name' | 'kind' | 'hasSecret' | 'shared'>;
  opened: boolean;
  onClose: () => void;
  onDeleted?: () => unknown;
}

/** Asks first, and says what becomes of mail that was to leave over it. */
export function DeleteServer({ server, opened, onClose, onDeleted }: DeleteServerProps) {
  const { id, name, hasSecret, shared } = server;
  const remove = useChange(deleteSendingServer, {
    refresh: ['/api/sending-servers', '/api/alerts', '/api/delivery', '/api/session'],
  });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Delete this sending server?"
      action="Delete server"
      danger
      onConfirm={async () => {
        await remove.mutateAsync({ params: { id } });
        await onDeleted?.();
      }}
    >
      Nothing more leaves over <strong>{name}</strong>. Mail that waits for it takes the next server that
      fits; what has left already stays sent and counted.
      {hasSecret && ' Its password is forgotten.'}
      {shared && ' All accounts of this install lose it.'} To hold it for a while, pause it instead.
    </ConfirmDialog>
  );
}
