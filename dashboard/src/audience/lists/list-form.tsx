import { Modal, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { createList, type List, updateList } from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';

interface ListFormProps {
  opened: boolean;
  onClose: () => void;
  /** The list to change; without it one is made. */
  list?: List;
  onCreated?: (list: List) => void;
}

/** Names and describes a list, a new one or one there is. */
export function ListForm({ opened, onClose, list, onCreated }: ListFormProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={list ? 'Rename or describe' : 'New list'}>
      {opened && <Fields list={list} onClose={onClose} onCreated={onCreated} />}
    </Modal>
  );
}

interface FieldsProps {
  list: List | undefined;
  onClose: () => void;
  onCreated: ((list: List) => void) | undefined;
}

function Fields({ list, onClose, onCreated }: FieldsProps) {
  const refresh = { refresh: ['/api/lists', '/api/home'] };
  const create = useChange(createList, refresh);
  const update = useChange(updateList, refresh);
  const change = list ? update : create;
  const form = useForm({
    initialValues: { name: list?.name ?? '', description: list?.description ?? '' },
  });
  const save = form.onSubmit(async (body) => {
    try {
      const saved = list
        ? await update.mutateAsync({ params: { id: list.id }, body })
        : await create.mutateAsync({ body });
      onClose();
      if (!list) onCreated?.(saved);
    } catch (error) {
      form.setErrors(fieldErrors(error));
    }
  });
  return (
    <DialogForm
      change={change}
      action={list ? 'Save' : 'Make list'}
      disabled={form.values.name.trim() === ''}
      onSubmit={save}
      onCancel={onClose}
    >
      <TextInput
        label="Name"
        description={list ? undefined : 'People may see it when they unsubscribe, e.g. “Monthly letter”.'}
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <Textarea
        label="Description"
        description="For you and your colleagues: who is on it and how they came."
        autosize
        minRows={2}
        maxLength={500}
        {...form.getInputProps('description')}
      />
    </DialogForm>
  );
}
