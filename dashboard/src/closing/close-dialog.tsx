import { List, Modal, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { closeAccount } from '#server/closing/contract.ts';
import { useChange } from '../api/index.ts';
import { useSession } from '../sign-in/use-session.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { formatDay, plural } from '../ui/format.ts';

interface CloseDialogProps {
  days: number;
  opened: boolean;
  onClose: () => void;
}

/** Says what happens when, and wants the account's name typed. */
export function CloseDialog({ opened, onClose, days }: CloseDialogProps) {
  const { account } = useSession();
  return (
    <Modal opened={opened} onClose={onClose} title={`Close ${account.name}?`}>
      {opened && <CloseForm name={account.name} days={days} onClose={onClose} />}
    </Modal>
  );
}

function CloseForm({ name, days, onClose }: { name: string; days: number; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [comment, setComment] = useState('');
  const close = useChange(closeAccount, { refresh: ['/api/account', '/api/session', '/api/campaigns'] });
  // Not by callbacks of the form: once the account is closed the form is gone, and they with it.
  const submit = async () => {
    try {
      const { at } = await close.mutateAsync({ body: { name: typed, comment } });
      notifications.show({ message: `The account is closed. It is deleted on ${formatDay(at)}.` });
      onClose();
    } catch {
      // The form says what was wrong.
    }
  };
  return (
    <DialogForm
      change={close}
      action="Close the account"
      danger
      disabled={typed.trim() !== name.trim()}
      onSubmit={submit}
      onCancel={onClose}
    >
      <List spacing={6}>
        <List.Item>At once everything that is being sent stops, for people and for programs.</List.Item>
        <List.Item>
          For {plural(days, 'day')} everybody can read and export, and an owner can keep the account after
          all.
        </List.Item>
        <List.Item>
          Then everything in it is deleted for good, with the logins of those who are in no other account.
        </List.Item>
        <List.Item>Links to leave in mail already sent keep working until then.</List.Item>
      </List>
      <Textarea
        label="Why do you leave? (optional)"
        description="Those who run this service can read it."
        autosize
        minRows={2}
        maxLength={1000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <TextInput
        label={`Type ${name} to go on`}
        autoComplete="off"
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
