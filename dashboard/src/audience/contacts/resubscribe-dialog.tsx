import { Checkbox, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Contact, resubscribe } from '#server/audience/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';

interface ResubscribeDialogProps {
  contact: Contact;
  opened: boolean;
  onClose: () => void;
}

/** Someone who left comes back only by their own wish: whoever does it says so, and how they know. */
export function ResubscribeDialog({ contact, opened, onClose }: ResubscribeDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Subscribe again?">
      {opened && <Question contact={contact} onClose={onClose} />}
    </Modal>
  );
}

function Question({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const [agreed, setAgreed] = useState(false);
  const [note, setNote] = useState('');
  const change = useChange(resubscribe, { refresh: ['/api/contacts', '/api/lists', '/api/suppressions'] });
  return (
    <DialogForm
      change={change}
      action="Subscribe again"
      disabled={!agreed}
      onSubmit={() => change.mutate({ params: { id: contact.id }, body: { note } }, { onSuccess: onClose })}
      onCancel={onClose}
    >
      <Text>
        <strong>{contact.email}</strong> comes back to the lists they left by unsubscribing. Mailing people
        who said no is against the law in most places, and it lands all your mail in spam.
      </Text>
      <TextInput
        label="How did they ask?"
        description="Kept on their timeline, in case someone wants to know."
        placeholder="Wrote to us on 3 May"
        maxLength={500}
        data-autofocus
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Checkbox
        label="They asked me to write to them again."
        checked={agreed}
        onChange={(event) => setAgreed(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
