import { Checkbox, Modal, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type OperatorsAccount, suspendAccount } from '#server/operator/contract.ts';
import { useChange } from '../api/index.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';

interface SuspendDialogProps {
  account: Pick<OperatorsAccount, 'id' | 'name' | 'suspendedReason' | 'linksStopped'>;
  opened: boolean;
  onClose: () => void;
}

/** Asks why: the account's people read the answer on every screen and by mail. A suspension there is can be changed. */
export function SuspendDialog({ account, opened, onClose }: SuspendDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={account.suspendedReason === null ? `Suspend ${account.name}?` : 'Change the suspension'}
    >
      {opened && <SuspendForm account={account} onClose={onClose} />}
    </Modal>
  );
}

function SuspendForm({ account, onClose }: Omit<SuspendDialogProps, 'opened'>) {
  const { id, name, suspendedReason, linksStopped } = account;
  const isNew = suspendedReason === null;
  const [reason, setReason] = useState(suspendedReason ?? '');
  const [stopLinks, setStopLinks] = useState(linksStopped);
  const suspend = useChange(suspendAccount, { refresh: ['/api/operator', '/api/session', '/api/campaigns'] });
  const save = () =>
    suspend.mutate(
      { params: { id }, body: { reason, stopLinks } },
      {
        onSuccess: () => {
          notifications.show({
            message: isNew ? `${name} is suspended. Nothing of it leaves any more.` : 'Saved.',
          });
          onClose();
        },
      },
    );
  return (
    <DialogForm
      change={suspend}
      action={isNew ? 'Suspend' : 'Save'}
      danger={isNew}
      onSubmit={save}
      onCancel={onClose}
    >
      <Text>
        {isNew
          ? 'Its campaigns stop at once. Its people can still read and export what is theirs, and are told why.'
          : 'Its owners have mail when the reason changes.'}
      </Text>
      <Textarea
        label="Reason"
        description="They will read these very words."
        data-autofocus
        autosize
        minRows={3}
        maxLength={1000}
        value={reason}
        error={fieldErrors(suspend.error).reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Checkbox
        label="Turn off the links in its mail"
        description="Against spam and phishing that is out already: nothing in it leads anywhere until the account is restored. Unsubscribing works on."
        checked={stopLinks}
        onChange={(event) => setStopLinks(event.currentTarget.checked)}
      />
    </DialogForm>
  );
}
