import { Modal, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type OperatorsAccount, setDailyCap } from '#server/operator/contract.ts';
import { useChange } from '../api/index.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';

type Capped = Pick<OperatorsAccount, 'id' | 'name' | 'dailyCap'>;

interface CapDialogProps {
  account: Capped;
  opened: boolean;
  onClose: () => void;
}

/** How many messages an account may send in any 24 hours. What is over waits and goes on by itself. */
export function CapDialog({ account, opened, onClose }: CapDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Daily cap of ${account.name}`}>
      {opened && <CapForm account={account} onDone={onClose} />}
    </Modal>
  );
}

function CapForm({ account: { id, name, dailyCap }, onDone }: { account: Capped; onDone: () => void }) {
  const [cap, setCap] = useState<number | string>(dailyCap ?? '');
  const change = useChange(setDailyCap, {
    refresh: ['/api/operator', '/api/account', '/api/session', '/api/delivery'],
  });
  const save = () =>
    change.mutate(
      { params: { id }, body: { dailyCap: cap === '' ? null : Number(cap) } },
      {
        onSuccess: () => {
          notifications.show({ message: `The daily cap of ${name} is saved.` });
          onDone();
        },
      },
    );
  return (
    <DialogForm change={change} action="Save" onSubmit={save} onCancel={onDone}>
      <NumberInput
        label="Messages in any 24 hours, at most"
        description="Over all its sending servers. What is over waits and goes on by itself. Empty: no cap."
        data-autofocus
        hideControls
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        value={cap}
        error={fieldErrors(change.error).dailyCap}
        onChange={setCap}
      />
    </DialogForm>
  );
}
