import { Radio, Stack } from '@mantine/core';
import type { StaffRole } from '#server/accounts/contract.ts';
import { staffChoices } from './staff-words.ts';

interface StaffRoleChoiceProps {
  value: StaffRole;
  onChange: (role: StaffRole) => void;
}

/** As what somebody runs the install, each with what it may do. */
export function StaffRoleChoice({ value, onChange }: StaffRoleChoiceProps) {
  return (
    <Radio.Group label="Role" value={value} onChange={(role) => onChange(role as StaffRole)}>
      <Stack gap="xs" mt={6}>
        {staffChoices.map((choice) => (
          <Radio key={choice.value} {...choice} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
