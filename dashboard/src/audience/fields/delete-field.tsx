import { Text } from '@mantine/core';
import { type ContactField, deleteContactField } from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { ConfirmDialog } from '../../ui/confirm.tsx';

interface DeleteFieldProps {
  field: ContactField;
  opened: boolean;
  onClose: () => void;
}

/** The values of all contacts go with the field and cannot be brought back: its key has to be typed. */
export function DeleteField({ field, opened, onClose }: DeleteFieldProps) {
  const remove = useChange(deleteContactField, { refresh: ['/api/contact-fields', '/api/contacts'] });
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title="Delete this field?"
      action="Delete field"
      danger
      typed={field.key}
      onConfirm={() => remove.mutateAsync({ params: { key: field.key } })}
    >
      <Text>
        <strong>{field.label}</strong> and what it holds on every contact go away for good. Mails that use{' '}
        <code>{field.key}</code> show nothing in its place, or the fallback you gave.
      </Text>
    </ConfirmDialog>
  );
}
