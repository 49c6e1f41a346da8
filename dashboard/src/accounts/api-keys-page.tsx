import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { type ApiKey, createApiKey, listApiKeys, revokeApiKey } from '#server/accounts/contract.ts';
import { useCall, useChange } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { ConfirmDialog } from '../ui/confirm.tsx';
import { CopyField } from '../ui/copy-field.tsx';
import { FormFailure, fieldErrors } from '../ui/form-failure.tsx';
import { EmptyState, Loaded } from '../ui/states.tsx';
import { Ago } from '../ui/time.tsx';
import classes from './api-keys-page.module.css';
import { SettingsPage } from './settings-page.tsx';

const refresh = ['/api/api-keys'];

export function ApiKeysPage() {
  const keys = useCall(listApiKeys);
  const [opened, { open, close }] = useDisclosure();
  const [revoking, setRevoking] = useState<ApiKey>();
  const revoke = useChange(revokeApiKey, { refresh });
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      New key
    </Button>
  );
  return (
    <SettingsPage title="API keys">
      <Text c="dimmed" mb="lg" maw={620}>
        Everything this dashboard does, a program of yours can do too. A key acts for this account; give each
        program its own, so that one can be revoked without the others.
      </Text>
      <Loaded query={keys}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No keys yet" action={create}>
              Make one when a shop, a form or a script of yours should add contacts or read reports.
            </EmptyState>
          ) : (
            <Card title="Keys" aside={create}>
              <ul className={classes.keys}>
                {items.map((key) => (
                  <li key={key.id}>
                    <div>
                      <Text fw={600}>{key.name}</Text>
                      <Text size="sm" c="dimmed">
                        <code>{key.prefix}…</code> · made <Ago at={key.createdAt} /> ·{' '}
                        {key.lastUsedAt ? (
                          <>
                            used <Ago at={key.lastUsedAt} />
                          </>
                        ) : (
                          'never used'
                        )}
                      </Text>
                    </div>
                    <Button
                      size="xs"
                      variant="default"
                      onClick={() => setRevoking(key)}
                      aria-label={`Revoke ${key.name}`}
                    >
                      Revoke
                    </Button>
                  </li>
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      <Modal opened={opened} onClose={close} title="New API key">
        {opened && <NewKey onDone={close} />}
      </Modal>
      <ConfirmDialog
        opened={revoking !== undefined}
        onClose={() => setRevoking(undefined)}
        title="Revoke this key?"
        action="Revoke key"
        danger
        onConfirm={() => revoke.mutateAsync({ params: { id: revoking!.id } })}
      >
        Whatever uses <strong>{revoking?.name}</strong> is refused from this moment on. A revoked key cannot
        be brought back.
      </ConfirmDialog>
    </SettingsPage>
  );
}

function NewKey({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('');
  const create = useChange(createApiKey, { refresh });
  if (create.data)
    return (
      <Stack>
        <Text>
          Here is the key. Keep it where your program finds it and nobody else does: it is{' '}
          <strong>shown only now</strong>.
        </Text>
        <CopyField label="API key" value={create.data.key} />
        <Text size="sm" c="dimmed">
          Send it as <code>Authorization: Bearer …</code>.
        </Text>
        <Group justify="flex-end">
          <Button onClick={onDone}>I have kept it</Button>
        </Group>
      </Stack>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ body: { name } });
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description="After what will use it, e.g. “Web shop”."
          data-autofocus
          required
          value={name}
          error={fieldErrors(create.error).name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FormFailure error={create.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
            Make key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
