import { Alert, Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import {
  addPasskey,
  askForNewPasskey,
  type Factors,
  type Passkey,
  removePasskey,
  renamePasskey,
} from '#server/second-factors/contract.ts';
import rows from '../accounts/rows.module.css';
import { call, useChange, useRefresh } from '../api/index.ts';
import { Card } from '../ui/card.tsx';
import { DialogForm, type DialogFormProps } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';
import { HarmButton } from '../ui/harm-button.tsx';
import { Ago } from '../ui/time.tsx';
import { makePasskey, whyNoPasskeys } from './passkey-ceremony.ts';

const refresh = ['/api/second-factors'];

export function PasskeysCard({
  factors: { passkeys, passkeyOrigin },
  onCodes,
}: {
  factors: Factors;
  onCodes: (codes: string[] | null) => void;
}) {
  const [adding, { open, close }] = useDisclosure();
  const [renaming, setRenaming] = useState<Passkey>();
  const remove = useChange(removePasskey, { refresh });
  const why = whyNoPasskeys(passkeyOrigin);
  return (
    <Card
      title="Passkeys"
      aside={
        <Button onClick={open} disabled={why !== undefined}>
          Add a passkey
        </Button>
      }
    >
      <Text c="dimmed" mb="sm">
        Your device or password manager signs you in with finger, face or PIN, without a password. Nobody can
        trick you into giving it away.
      </Text>
      {why && (
        <Alert color="yellow" variant="light" mb="sm">
          {why}
        </Alert>
      )}
      {passkeys.length > 0 && (
        <ul className={rows.rows}>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <div className={rows.about}>
                <Text fw={600}>{passkey.name}</Text>
                <Text size="sm" c="dimmed">
                  {passkey.isSynced ? 'kept in sync' : 'on one device'} · added <Ago at={passkey.createdAt} />{' '}
                  ·{' '}
                  {passkey.lastUsedAt ? (
                    <>
                      used <Ago at={passkey.lastUsedAt} />
                    </>
                  ) : (
                    'never used'
                  )}
                </Text>
              </div>
              <Group gap="xs">
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Rename ${passkey.name}`}
                  onClick={() => setRenaming(passkey)}
                >
                  Rename
                </Button>
                <HarmButton
                  size="xs"
                  label="Remove"
                  about={`Remove ${passkey.name}`}
                  title="Remove this passkey?"
                  action="Remove passkey"
                  onConfirm={() => remove.mutateAsync({ params: { id: passkey.id } })}
                >
                  <strong>{passkey.name}</strong> no longer logs you in from this moment on. Delete it on the
                  device as well, or it will still be offered there.
                </HarmButton>
              </Group>
            </li>
          ))}
        </ul>
      )}
      <Modal opened={adding} onClose={close} title="Add a passkey">
        {adding && <NewPasskey onDone={close} onCodes={onCodes} />}
      </Modal>
      <Modal
        opened={renaming !== undefined}
        onClose={() => setRenaming(undefined)}
        title="Rename the passkey"
      >
        {renaming && <Rename passkey={renaming} onDone={() => setRenaming(undefined)} />}
      </Modal>
    </Card>
  );
}

function NewPasskey({ onDone, onCodes }: { onDone: () => void; onCodes: (codes: string[] | null) => void }) {
  const [name, setName] = useState('');
  const refreshReads = useRefresh();
  const add = useMutation({
    mutationFn: async () => {
      const passkey = await makePasskey(await call(askForNewPasskey));
      return await call(addPasskey, { body: { name, passkey } });
    },
    onSuccess: async ({ recoveryCodes }) => {
      await refreshReads(...refresh);
      onDone();
      onCodes(recoveryCodes);
    },
  });
  return (
    <NameForm
      name={name}
      onName={setName}
      action="Go on"
      change={add}
      onSubmit={() => add.mutate()}
      onCancel={onDone}
    />
  );
}

function Rename({ passkey: { id, name: before }, onDone }: { passkey: Passkey; onDone: () => void }) {
  const [name, setName] = useState(before);
  const rename = useChange(renamePasskey, { refresh });
  return (
    <NameForm
      name={name}
      onName={setName}
      action="Save"
      change={rename}
      onSubmit={() => rename.mutate({ params: { id }, body: { name } }, { onSuccess: onDone })}
      onCancel={onDone}
    />
  );
}

interface NameFormProps extends Omit<DialogFormProps, 'children'> {
  name: string;
  onName: (name: string) => void;
}

function NameForm({ name, onName, ...form }: NameFormProps) {
  return (
    <DialogForm disabled={name.trim() === ''} {...form}>
      <TextInput
        label="Name"
        description="After what keeps it, e.g. “Phone” or “Password manager”."
        data-autofocus
        required
        maxLength={60}
        value={name}
        error={fieldErrors(form.change.error).name}
        onChange={(event) => onName(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
