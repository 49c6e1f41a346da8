import { Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { changeStaffRole, type StaffMember } from '#server/operator/contract.ts';
import { useChange } from '../../api/index.ts';
import { DialogForm } from '../../ui/dialog-form.tsx';
import { StaffRoleChoice } from './staff-role-choice.tsx';

interface StaffRoleProps {
  member: StaffMember;
  opened: boolean;
  onClose: () => void;
}

/** Another role: it holds from the person's next click on, and they are told by mail. */
export function StaffRoleDialog({ member, opened, onClose }: StaffRoleProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Role of ${member.name}`}>
      {opened && <RoleForm member={member} onDone={onClose} />}
    </Modal>
  );
}

function RoleForm({ member: { id, name, staffRole }, onDone }: { member: StaffMember; onDone: () => void }) {
  const [role, setRole] = useState(staffRole);
  const change = useChange(changeStaffRole, { refresh: ['/api/operator/staff', '/api/session'] });
  const submit = () =>
    change.mutate(
      { params: { id }, body: { staffRole: role } },
      {
        onSuccess: () => {
          notifications.show({ message: `The role of ${name} is changed.` });
          onDone();
        },
      },
    );
  return (
    <DialogForm
      change={change}
      action="Change role"
      disabled={role === staffRole}
      onSubmit={submit}
      onCancel={onDone}
    >
      <StaffRoleChoice value={role} onChange={setRole} />
      <Text size="sm" c="dimmed">
        It holds from their next click on. They are told by mail.
      </Text>
    </DialogForm>
  );
}
