import { Modal } from '@mantine/core';
import { ConnectMailServer } from '../accounts/connect-mail-server.tsx';
import { useWanted } from './on-demand.tsx';

export default function ConnectDialog({ wanted }: { wanted: number }) {
  const [opened, close] = useWanted(wanted);
  return (
    <Modal opened={opened} onClose={close} title="Connect a mail server" size="lg">
      <ConnectMailServer />
    </Modal>
  );
}
