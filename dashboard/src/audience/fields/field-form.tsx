import { Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  type ContactField,
  createContactField,
  type FieldType,
  updateContactField,
} from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';
import { fieldTypes } from './field-types.ts';

interface FieldFormProps {
  opened: boolean;
  onClose: () => void;
  /** The field to rename; without it one is made. */
  field?: ContactField;
}

export function FieldForm({ opened, onClose, field }: FieldFormProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={field ? 'Rename field' : 'New field'}>
      {opened && <Fields field={field} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ field, onClose }: { field: ContactField | undefined; onClose: () => void }) {
  const [label, setLabel] = useState(field?.label ?? '');
  const [type, setType] = useState<FieldType>('text');
  const refresh = { refresh: ['/api/contact-fields'] };
  const create = useChange(createContactField, refresh);
  const rename = useChange(updateContactField, refresh);
  const change = field ? rename : create;
  const save = () => {
    const then = { onSuccess: onClose };
    if (field) rename.mutate({ params: { key: field.key }, body: { label } }, then);
    else create.mutate({ body: { label, type } }, then);
  };
  return (
    <DialogForm
      change={change}
      action={field ? 'Save' : 'Make field'}
      disabled={label.trim() === ''}
      onSubmit={save}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        required
        maxLength={100}
        data-autofocus
        value={label}
        error={fieldErrors(change.error).label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {!field && (
        <NativeSelect
          label="Kind of value"
          description="Stays as it is once the field exists."
          data={[...fieldTypes]}
          value={type}
          onChange={(event) => setType(event.currentTarget.value as FieldType)}
        />
      )}
    </DialogForm>
  );
}
