import { Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { Offer } from '#server/sign-in/contract.ts';
import type { NewProvider } from '#server/sign-in-providers/contract.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';

interface NewProviderProps {
  opened: boolean;
  onClose: () => void;
  onAdd: (provider: NewProvider) => Promise<unknown>;
}

const kinds: { value: Offer['kind']; label: string; description: string }[] = [
  { value: 'google', label: 'Google', description: 'Accounts of Google and Google Workspace.' },
  { value: 'microsoft', label: 'Microsoft', description: 'One directory of Microsoft Entra ID.' },
  {
    value: 'oidc',
    label: 'Another',
    description: 'Any issuer of OpenID Connect: Keycloak, authentik, Okta, …',
  },
];
const usualLabel = { google: 'Google', microsoft: 'Microsoft', oidc: '' };

/** The first half of setting a provider up: what it is. The other half needs its redirect address. */
export function NewProviderDialog({ opened, onClose, onAdd }: NewProviderProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a sign-in provider">
      {opened && <NewProviderForm onClose={onClose} onAdd={onAdd} />}
    </Modal>
  );
}

function NewProviderForm({ onClose, onAdd }: Omit<NewProviderProps, 'opened'>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useForm({
    mode: 'controlled',
    initialValues: { kind: 'google' as Offer['kind'], issuer: '', label: 'Google' },
  });
  const { kind } = form.values;
  const choose = (value: string) =>
    form.setValues({ kind: value as Offer['kind'], issuer: '', label: usualLabel[value as Offer['kind']] });
  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setError(undefined);
    try {
      await onAdd(values);
      onClose();
    } catch (failure) {
      setError(failure);
      form.setErrors(fieldErrors(failure));
      setBusy(false);
    }
  });
  return (
    <DialogForm change={{ error, isPending: busy }} action="Go on" onSubmit={submit} onCancel={onClose}>
      <Radio.Group label="Where people have their login" value={kind} onChange={choose}>
        <Stack gap="xs" mt="xs">
          {kinds.map((one) => (
            <Radio key={one.value} {...one} />
          ))}
        </Stack>
      </Radio.Group>
      {kind === 'microsoft' && (
        <TextInput
          label="Directory (tenant) ID"
          description="Under Entra ID, Overview. One directory: with “common” anybody could sign in who makes one."
          placeholder="00000000-0000-0000-0000-000000000000"
          required
          {...form.getInputProps('issuer')}
        />
      )}
      {kind === 'oidc' && (
        <TextInput
          label="Issuer"
          description="Its address, without /.well-known/…"
          placeholder="https://login.example.com/realms/people"
          type="url"
          required
          {...form.getInputProps('issuer')}
        />
      )}
      <TextInput
        label="Name on the button"
        description="“Continue with …”"
        required
        {...form.getInputProps('label')}
      />
    </DialogForm>
  );
}
