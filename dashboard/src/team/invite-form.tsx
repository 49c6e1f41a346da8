import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type GivenRole, invite } from '#server/team/contract.ts';
import { useChange } from '../api/index.ts';
import { DialogForm } from '../ui/dialog-form.tsx';
import { fieldErrors } from '../ui/form-failure.tsx';
import { ListRestriction } from './list-restriction.tsx';
import { RoleChoice } from './role-choice.tsx';

export function InviteForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GivenRole>('editor');
  const [listIds, setListIds] = useState<string[] | null>(null);
  const isRestrictable = role !== 'admin';
  const isChoosing = isRestrictable && listIds?.length === 0;
  const send = useChange(invite, { refresh: ['/api/invitations'] });
  const submit = () =>
    send.mutate(
      { body: { email, role, listIds: isRestrictable ? listIds : null } },
      {
        onSuccess: () => {
          notifications.show({ message: `The invitation to ${email.trim()} is on its way.` });
          onDone();
        },
      },
    );
  return (
    <DialogForm
      change={send}
      action="Send invitation"
      disabled={email.trim() === '' || isChoosing}
      onSubmit={submit}
      onCancel={onDone}
    >
      <TextInput
        label="Email"
        description="They get a link that works once, for three days, with this address alone."
        type="email"
        autoComplete="off"
        data-autofocus
        required
        value={email}
        error={fieldErrors(send.error).email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <RoleChoice value={role} onChange={setRole} />
      {isRestrictable && (
        <ListRestriction value={listIds} error={fieldErrors(send.error).listIds} onChange={setListIds} />
      )}
    </DialogForm>
  );
}
