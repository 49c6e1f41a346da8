import { Button, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type ApiKey, listApiKeys, revokeApiKey } from '#server/accounts/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { isOver, KeyList } from './key-list.tsx';
import { NewKey } from './new-key.tsx';

export function ApiKeysPage() {
  const keys = useCall(listApiKeys);
  const [opened, { open, close }] = useDisclosure();
  const [revoking, setRevoking] = useState<ApiKey>();
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New key
    </Button>
  );
  return (
    <SettingsPage title="API keys">
      <Text c="dimmed" mb="lg" maw={620}>
        What this dashboard does, a program of yours can do too. Give each program a key of its own that may
        do what the program needs and no more; then one can be revoked without the others.
      </Text>
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No keys yet" action={create}>
              Make one when a shop, a form or a script of yours should add contacts or read reports.
            </EmptyState>
          ) : (
            <Card title="Keys" aside={create}>
              <KeyList keys={items} onRevoke={setRevoking} />
            </Card>
          )
        }
      </Loaded>
      <Modal opened={opened} onClose={close} title="New API key" size="lg">
        {opened && <NewKey onDone={close} />}
      </Modal>
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />
    </SettingsPage>
  );
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const revoke = useChange(revokeApiKey, { refresh: ['/api/api-keys'] });
  const over = isOver(apiKey?.expiresAt);
  return (
    <ConfirmDialog
      opened={apiKey !== undefined}
      onClose={onClose}
      title={over ? 'Remove this key?' : 'Revoke this key?'}
      action={over ? 'Remove key' : 'Revoke key'}
      danger
      onConfirm={() => revoke.mutateAsync({ params: { id: apiKey!.id } })}
    >
      {over ? (
        <>
          <strong>{apiKey?.name}</strong> has expired and opens nothing any more. It only goes from this list.
        </>
      ) : (
        <>
          Whatever uses <strong>{apiKey?.name}</strong> is refused from this moment on. A revoked key cannot
          be brought back.
        </>
      )}
    </ConfirmDialog>
  );
}
