import { Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { StaffRole } from '#server/accounts/contract.ts';
import { inviteStaff } from '#server/operator/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { fieldErrors } from '../../ui/form-failure.tsx';
import { StaffRoleChoice } from './staff-role-choice.tsx';

interface InviteStaffProps {
  opened: boolean;
  onClose: () => void;
}

export function InviteStaffDialog({ opened, onClose }: InviteStaffProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite somebody to run this install">
      {opened && <InviteForm onDone={onClose} />}
    </Modal>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState('');
  const [staffRole, setStaffRole] = useState<StaffRole>('viewer');
  const invite = useChange(inviteStaff, { refresh: ['/api/operator/staff'] });
  const submit = () =>
    invite.mutate(
      { body: { email, staffRole } },
      {
        onSuccess: () => {
          notifications.show({ message: `The invitation to ${email.trim()} is on its way.` });
          onDone();
        },
      },
    );
  return (
    <DialogForm
      change={invite}
      action="Send invitation"
      disabled={email.trim() === ''}
      onSubmit={submit}
      onCancel={onDone}
    >
      <TextInput
        label="Email"
        description="Of somebody who logs in here already, or of somebody new. The link works once, for three days, with this address alone."
        type="email"
        autoComplete="off"
        data-autofocus
        required
        value={email}
        error={fieldErrors(invite.error).email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <StaffRoleChoice value={staffRole} onChange={setStaffRole} />
    </DialogForm>
  );
}
