import { Button, Modal, MultiSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { createContact, type FieldValue, listContactFields, listLists } from '#server/audience/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';
import { useShortcuts } from '../../ui/shortcuts.ts';
import classes from './contact-page.module.css';
import { FieldInput } from './field-input.tsx';

/** Adds one contact by hand, on the list in view if there is one. */
export function AddContactButton({ listId }: { listId?: string }) {
  const [opened, { open, close }] = useDisclosure();
  useShortcuts([{ keys: 'n', label: 'Add a contact', group: 'Contacts', run: open }]);
  return (
    <>
      <Button variant="default" leftSection={<IconUserPlus size={16} />} onClick={open}>
        Add contact
      </Button>
      <Modal opened={opened} onClose={close} title="Add a contact">
        {opened && <AddContact listId={listId} onClose={close} />}
      </Modal>
    </>
  );
}

function AddContact({ listId, onClose }: { listId: string | undefined; onClose: () => void }) {
  const lists = useCall(listLists);
  const fields = useCall(listContactFields);
  const create = useChange(createContact, { refresh: ['/api/contacts', '/api/lists', '/api/home'] });
  const [email, setEmail] = useState('');
  const [values, setValues] = useState<Record<string, FieldValue | null>>({});
  const [listIds, setListIds] = useState(listId ? [listId] : []);
  const errors = fieldErrors(create.error);
  const save = () =>
    create.mutate(
      { body: { email, fields: values, listIds } },
      {
        onSuccess: ({ email }) => {
          notifications.show({ message: `${email} is in.`, color: 'green' });
          onClose();
        },
      },
    );
  return (
    <DialogForm
      change={create}
      action="Add contact"
      disabled={email.trim() === ''}
      onSubmit={save}
      onCancel={onClose}
    >
      <TextInput
        label="Email"
        type="email"
        autoComplete="off"
        required
        data-autofocus
        value={email}
        error={errors.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <div className={classes.two}>
        {fields.data?.items.map((field) => (
          <FieldInput
            key={field.key}
            field={field}
            value={values[field.key] ?? null}
            error={errors[`fields.${field.key}`]}
            onChange={(value) => setValues((now) => ({ ...now, [field.key]: value }))}
          />
        ))}
      </div>
      <MultiSelect
        label="Lists"
        description="Only people who asked to hear from you belong on a list."
        placeholder={listIds.length === 0 ? 'On no list yet' : undefined}
        data={lists.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []}
        value={listIds}
        error={errors.listIds}
        onChange={setListIds}
      />
    </DialogForm>
  );
}
