import { ActionIcon, Button, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import {
  changeSendingServer,
  listSendingServers,
  pauseSendingServer,
  type SendingServer,
  tryNewSendingServer,
} from '#server/delivery/contract.ts';
import { IfMay } from '../../accounts/if-may.tsx';
import { type ApiFailure, useCall, useChange } from '../../api/index.ts';
import { Page } from '../../ui/page.tsx';
import { SaveButton } from '../../ui/save-button.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { DeleteServer } from './delete-server.tsx';
import { changeOf, draftErrors, draftOf, newServerOf } from './draft.ts';
import { FormFoot } from './form-foot.tsx';
import { ServerForm, useServerForm } from './server-form.tsx';
import { ServerStanding } from './server-standing.tsx';
import { wayWords } from './server-words.ts';
import { useSteering } from './use-steering.ts';

const crumbs = [{ label: 'Sending', to: '/settings/sending' as const }];

/** One sending server: how it stands, and everything about it to change. */
export function ServerPage() {
  const { id } = useParams({ from: '/app/settings/sending/servers/$id' });
  const servers = useCall(listSendingServers, {}, { every: 5000 });
  const server = servers.data?.items.find((one) => one.id === id);
  return (
    <Page
      title={server?.name ?? 'Sending server'}
      lead={server && wayWords(server)}
      crumbs={crumbs}
      actions={
        server && (
          <IfMay call={pauseSendingServer}>
            <Actions server={server} />
          </IfMay>
        )
      }
    >
      <Loaded query={servers}>
        {() =>
          server ? (
            <>
              <ServerStanding server={server} />
              <IfMay call={changeSendingServer}>
                <ChangeForm key={server.id} server={server} />
              </IfMay>
            </>
          ) : (
            <EmptyState scene="lost" title="This server is gone">
              It may have been deleted meanwhile.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

function Actions({ server }: { server: SendingServer }) {
  const navigate = useNavigate();
  const [deleting, { open, close }] = useDisclosure();
  const { isHeld, isBusy, pause, resume } = useSteering(server);
  return (
    <>
      {isHeld ? (
        <Button leftSection={<IconPlayerPlay size={16} />} loading={isBusy} onClick={resume}>
          Use again
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} />}
          loading={isBusy}
          onClick={pause}
        >
          Pause
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="var(--mantine-color-error)" leftSection={<IconTrash size={16} />} onClick={open}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteServer
        server={server}
        opened={deleting}
        onClose={close}
        onDeleted={() => navigate({ to: '/settings/sending' })}
      />
    </>
  );
}

function ChangeForm({ server }: { server: SendingServer }) {
  const { id, kind } = server;
  const form = useServerForm(draftOf(server));
  const change = useChange(changeSendingServer, {
    refresh: ['/api/sending-servers', '/api/delivery', '/api/session'],
  });
  const attempt = useChange(tryNewSendingServer);
  const onError = ({ fields }: ApiFailure) => form.setErrors(draftErrors(kind, fields));
  const check = () => {
    change.reset();
    attempt.mutate({ body: { server: newServerOf(kind, form.values), id } }, { onError });
  };
  return (
    <ServerForm
      form={form}
      kind={kind}
      kept={server}
      onSubmit={(draft) =>
        change.mutate(
          { params: { id }, body: changeOf(kind, draft) },
          {
            onError,
            onSuccess: (saved) => {
              form.setInitialValues(draftOf(saved));
              form.reset();
              notifications.show({ message: `${saved.name} is saved.` });
            },
          },
        )
      }
    >
      <FormFoot error={change.error ?? attempt.error} result={attempt.data}>
        {kind !== 'sandbox' && (
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={attempt.isPending}
            onClick={check}
          >
            Check connection
          </Button>
        )}
        <SaveButton isChanged={form.isDirty()} isSaving={change.isPending} />
      </FormFoot>
    </ServerForm>
  );
}
