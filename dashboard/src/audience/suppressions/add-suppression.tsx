import { Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { addSuppression } from '#server/compliance/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';

export function AddSuppression({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Never mail an address">
      {opened && <Fields onClose={onClose} />}
    </Modal>
  );
}

function Fields({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState('');
  const [note, setNote] = useState('');
  const add = useChange(addSuppression, { refresh: ['/api/suppressions', '/api/contacts', '/api/lists'] });
  const errors = fieldErrors(add.error);
  const save = () =>
    add.mutate(
      { body: { email, note } },
      {
        onSuccess: (added) => {
          notifications.show({ message: `${added.email} is never mailed from now on.` });
          onClose();
        },
      },
    );
  return (
    <DialogForm
      change={add}
      action="Never mail it"
      disabled={email.trim() === ''}
      onSubmit={save}
      onCancel={onClose}
    >
      <TextInput
        label="Address"
        type="email"
        autoComplete="off"
        required
        data-autofocus
        value={email}
        error={errors.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label="Note"
        description="Why, for whoever asks later."
        maxLength={500}
        value={note}
        error={errors.note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
