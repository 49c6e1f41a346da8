import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { SendingServer } from '#server/delivery/contract.ts';
import { DeleteServer } from './delete-server.tsx';
import { useSteering } from './use-steering.ts';

/** What can be done with one server, from the list. */
export function ServerMenu({ server }: { server: SendingServer }) {
  const { id, name } = server;
  const [deleting, { open, close }] = useDisclosure();
  const { isHeld, pause, resume } = useSteering(server);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`More for ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} />}
            renderRoot={(props) => <Link to="/settings/sending/servers/$id" params={{ id }} {...props} />}
          >
            Open
          </Menu.Item>
          {isHeld ? (
            <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={resume}>
              Use again
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={pause}>
              Pause
            </Menu.Item>
          )}
          <Menu.Item color="var(--mantine-color-error)" leftSection={<IconTrash size={16} />} onClick={open}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteServer server={server} opened={deleting} onClose={close} />
    </>
  );
}
