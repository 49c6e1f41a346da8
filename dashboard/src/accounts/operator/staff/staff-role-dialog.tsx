import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { changeStaffRole, removeStaff, type StaffMember } from '#server/accounts/contract.ts';
import { useChange } from '../../../api/index.ts';
import { FormFailure } from '../../../ui/form-failure.tsx';
import { StaffRoleChoice } from './staff-role-choice.tsx';

interface StaffRoleProps {
  member: StaffMember;
  opened: boolean;
  onClose: () => void;
}

/** Another role, or none. Both hold from the person's next click on, and they are told by mail. */
export function StaffRoleDialog({ member, opened, onClose }: StaffRoleProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Role of ${member.name}`}>
      {opened && <RoleForm member={member} onDone={onClose} />}
    </Modal>
  );
}

const refresh = ['/api/operator/staff', '/api/session'];

function RoleForm({ member: { id, name, staffRole }, onDone }: { member: StaffMember; onDone: () => void }) {
  const [role, setRole] = useState(staffRole);
  const change = useChange(changeStaffRole, { refresh });
  const remove = useChange(removeStaff, { refresh });
  const done = (message: string) => () => {
    notifications.show({ message });
    onDone();
  };
  const params = { id };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(
          { params, body: { staffRole: role } },
          { onSuccess: done(`The role of ${name} is changed.`) },
        );
      }}
    >
      <Stack>
        <StaffRoleChoice value={role} onChange={setRole} />
        <Text size="sm" c="dimmed">
          It holds from their next click on. They are told by mail.
        </Text>
        <FormFailure error={change.error ?? remove.error} />
        <Group justify="space-between">
          <Button
            color="red"
            variant="light"
            loading={remove.isPending}
            onClick={() =>
              remove.mutate({ params }, { onSuccess: done(`${name} no longer runs this install.`) })
            }
          >
            Remove from staff
          </Button>
          <Button type="submit" loading={change.isPending} disabled={role === staffRole}>
            Change role
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
