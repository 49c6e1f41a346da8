import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconFileImport, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { deleteList, type List, updateList } from '#server/audience/contract.ts';
import { useMay } from '../../accounts/if-may.tsx';
import { DeleteList } from './delete-list.tsx';
import { ListForm } from './list-form.tsx';

interface ListMenuProps {
  list: List;
  variant?: 'subtle' | 'default';
  onDeleted?: () => unknown;
}

/** What can be done with a list besides opening it. */
export function ListMenu({ list, variant = 'subtle', onDeleted }: ListMenuProps) {
  const [renaming, rename] = useDisclosure();
  const [deleting, remove] = useDisclosure();
  const may = useMay();
  if (!may(updateList)) return null;
  return (
    <>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon
            variant={variant}
            color="gray"
            size={variant === 'default' ? 36 : 32}
            aria-label={`More for ${list.name}`}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconFileImport size={16} />}
            renderRoot={(props) => <Link to="/lists/$id/import" params={{ id: list.id }} {...props} />}
          >
            Import contacts
          </Menu.Item>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={rename.open}>
            Rename or describe
          </Menu.Item>
          {may(deleteList) && (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<IconTrash size={16} />}
                color="var(--mantine-color-error)"
                onClick={remove.open}
              >
                Delete list
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ListForm list={list} opened={renaming} onClose={rename.close} />
      <DeleteList
        list={list}
        opened={deleting}
        onClose={remove.close}
        {...(onDeleted ? { onDeleted } : {})}
      />
    </>
  );
}
