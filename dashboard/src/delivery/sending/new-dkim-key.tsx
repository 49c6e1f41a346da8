import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { createDkimKey } from '#server/delivery/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';
import { SenderDomain, useOwnDomain } from '../servers/sender-domain.tsx';

export function NewDkimKey({ onDone }: { onDone: () => void }) {
  const create = useChange(createDkimKey, { refresh: ['/api/dkim-keys'] });
  const form = useForm({
    mode: 'controlled',
    initialValues: {
      domain: useOwnDomain(),
      selector: '',
      algorithm: 'rsa-sha256' as 'rsa-sha256' | 'ed25519-sha256',
    },
  });
  const submit = form.onSubmit(({ selector, ...rest }) =>
    create.mutate(
      { body: { ...rest, ...(selector.trim() ? { selector } : {}) } },
      { onSuccess: onDone, onError: (error) => form.setErrors(fieldErrors(error)) },
    ),
  );
  return (
    <DialogForm change={create} action="Make key" onSubmit={submit} onCancel={onDone}>
      <SenderDomain {...form.getInputProps('domain')} />
      <TextInput
        label="Name of the key"
        description="May stay empty; one is made up."
        {...form.getInputProps('selector')}
      />
      <Select
        label="Kind"
        description="RSA is understood everywhere."
        allowDeselect={false}
        data={[
          { value: 'rsa-sha256', label: 'RSA' },
          { value: 'ed25519-sha256', label: 'Ed25519' },
        ]}
        {...form.getInputProps('algorithm')}
      />
    </DialogForm>
  );
}
