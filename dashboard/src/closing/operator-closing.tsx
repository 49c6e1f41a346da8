import { Button, Modal, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { closeAccountByOperator, reopenAccountByOperator } from '#server/closing/contract.ts';
import type { OperatorsAccount } from '#server/operator/contract.ts';
import { useChange } from '../api/index.ts';
import { ConfirmDialog } from '../ui/confirm.tsx';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';
import { formatDay } from '../ui/format.ts';
import { harmful } from '../ui/harm-button.tsx';

type Account = Pick<OperatorsAccount, 'id' | 'name' | 'closing'>;
const refresh = ['/api/operator', '/api/session', '/api/account', '/api/campaigns'];

/** Close an account, or reopen one that is being closed: for those who run the install. */
export function OperatorClosing({ account }: { account: Account }) {
  const [opened, dialog] = useDisclosure();
  const reopen = useChange(reopenAccountByOperator, { refresh });
  const { id, name, closing } = account;
  return (
    <>
      {closing ? (
        <Button onClick={dialog.open}>Reopen</Button>
      ) : (
        <Button {...harmful} onClick={dialog.open}>
          Close
        </Button>
      )}
      {closing ? (
        <ConfirmDialog
          opened={opened}
          onClose={dialog.close}
          title={`Reopen ${name}?`}
          action="Reopen"
          onConfirm={async () => {
            await reopen.mutateAsync({ params: { id } });
            notifications.show({ message: `${name} is open again.` });
          }}
        >
          {closing.by === 'owner' ? 'One of its owners closed it. ' : ''}Its people can work again. Its
          campaigns stay paused until they let them go on.
        </ConfirmDialog>
      ) : (
        <Modal opened={opened} onClose={dialog.close} title={`Close ${name}?`}>
          {opened && <CloseForm account={account} onClose={dialog.close} />}
        </Modal>
      )}
    </>
  );
}

function CloseForm({ account: { id, name }, onClose }: { account: Account; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const close = useChange(closeAccountByOperator, { refresh });
  // Not by callbacks of the form: once the account is closed the form is gone, and they with it.
  const submit = async () => {
    try {
      const { at } = await close.mutateAsync({ params: { id }, body: { reason } });
      notifications.show({ message: `${name} is closed. It is deleted on ${formatDay(at)}.` });
      onClose();
    } catch {
      // The form says what was wrong.
    }
  };
  return (
    <DialogForm change={close} action="Close the account" danger onSubmit={submit} onCancel={onClose}>
      <Text>
        It stops at once and can only be read and exported. After the time of grace everything in it is
        deleted. Its owners cannot undo this; you can, until then.
      </Text>
      <Textarea
        label="Reason"
        description="Its people will read these very words."
        data-autofocus
        autosize
        minRows={3}
        maxLength={1000}
        value={reason}
        error={fieldErrors(close.error).reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </DialogForm>
  );
}
