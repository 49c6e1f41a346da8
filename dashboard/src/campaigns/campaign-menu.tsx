import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCopy, IconDots, IconMessages, IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type CampaignState, deleteCampaign, duplicateCampaign } from '#server/campaigns/contract.ts';
import { IfMay, useMay } from '../accounts/if-may.tsx';
import { useChange } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import { ConfirmDialog } from '../ui/confirm.tsx';

const refresh = ['/api/campaigns', '/api/home'];

interface CampaignMenuProps {
  campaign: { id: string; name: string; state: CampaignState; planned: number };
}

/** What can be done with a campaign as a whole. */
export function CampaignMenu({ campaign: { id, name, state, planned } }: CampaignMenuProps) {
  const navigate = useNavigate();
  const { account } = useSession();
  const may = useMay();
  const [asking, { open, close }] = useDisclosure();
  const duplicate = useChange(duplicateCampaign, { refresh });
  const remove = useChange(deleteCampaign, { refresh: ['/api/home'] });
  const copy = () =>
    duplicate.mutate(
      { params: { id } },
      {
        onSuccess: (copied) => {
          notifications.show({ message: `“${copied.name}” is a new draft.` });
          void navigate({ to: '/campaigns/$id', params: { id: copied.id } });
        },
        onError: (error) => notifications.show({ color: 'red', message: error.message }),
      },
    );
  const canDelete = may(deleteCampaign) && (state === 'draft' || (state === 'cancelled' && planned === 0));
  if (!canDelete && !may(duplicateCampaign) && !account.approvalRequired) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <IfMay call={duplicateCampaign}>
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={copy}>
              Duplicate
            </Menu.Item>
          </IfMay>
          {account.approvalRequired && (
            <Menu.Item
              leftSection={<IconMessages size={16} />}
              renderRoot={(props) => <Link to="/campaigns/$id/approval" params={{ id }} {...props} />}
            >
              Approval and comments
            </Menu.Item>
          )}
          {canDelete && (
            <Menu.Item
              color="var(--mantine-color-error)"
              leftSection={<IconTrash size={16} />}
              onClick={open}
            >
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asking}
        onClose={close}
        title="Delete this campaign?"
        action="Delete campaign"
        danger
        onConfirm={async () => {
          await remove.mutateAsync({ params: { id } });
          await navigate({ to: '/campaigns' });
        }}
      >
        <strong>{name}</strong> and everything written in it will be gone for good.
      </ConfirmDialog>
    </>
  );
}
