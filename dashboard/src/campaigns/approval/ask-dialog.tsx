import { Modal, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { askForApproval, getApproval } from '#server/campaigns/contract.ts';
import { useCall, useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';
import type { Draft } from '../draft/use-draft.ts';
import { refresh } from './use-waiting.ts';

interface AskDialogProps {
  draft: Draft;
  opened: boolean;
  onClose: () => void;
}

/** Asks a second person to look before it goes. */
export function AskDialog({ opened, onClose, draft }: AskDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Ask for approval">
      {opened && <AskForm draft={draft} onClose={onClose} />}
    </Modal>
  );
}

function AskForm({ draft, onClose }: Omit<AskDialogProps, 'opened'>) {
  const { id } = draft.value;
  const [comment, setComment] = useState('');
  const approval = useCall(getApproval, { params: { id } });
  const ask = useChange(askForApproval, { refresh });
  const submit = async () => {
    const saved = await draft.save();
    if (!saved) return;
    ask.mutate(
      { params: { id }, body: { revision: saved.revision, comment } },
      {
        onSuccess: () => {
          notifications.show({ message: 'Asked. You get a mail when there is an answer.' });
          onClose();
        },
      },
    );
  };
  const names = approval.data?.approvers.map(({ name }) => name ?? 'somebody') ?? [];
  return (
    <DialogForm change={ask} action="Ask for approval" onSubmit={submit} onCancel={onClose}>
      <Text>
        {names.length > 0 && (
          <strong>{new Intl.ListFormat('en', { type: 'disjunction' }).format(names)}</strong>
        )}
        {names.length > 0
          ? ' can approve it, and a mail tells them now. '
          : 'A second person has to approve it. '}
        Any change after that makes it void: nothing else goes out than what was looked at.
      </Text>
      <Textarea
        label="What should they know?"
        description="May stay empty."
        data-autofocus
        autosize
        minRows={3}
        maxLength={4000}
        value={comment}
        error={fieldErrors(ask.error).comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
